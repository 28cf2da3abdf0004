"""What can be done to offers, one use case a file. Only these write."""
