"""What people offer for sale: listings, the categories that order them, and the path from draft to sold."""
