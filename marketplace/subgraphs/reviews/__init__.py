"""What people say about offers, whether it may be shown, and what it adds up to."""
