"""Rules about users that need no database."""
