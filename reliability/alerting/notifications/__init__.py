"""What people read, and how it reaches them."""
