"""The authentication service: it alone sees passwords, and gives out access tokens."""
