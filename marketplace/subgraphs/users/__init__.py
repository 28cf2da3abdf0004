"""Who takes part in the marketplace: profiles, roles, registration."""
