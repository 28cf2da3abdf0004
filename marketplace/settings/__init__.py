"""Profiles (embedded, test, production), each built from the same four concerns and one typed environment."""
