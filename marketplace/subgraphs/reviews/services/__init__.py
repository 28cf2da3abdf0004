"""Writes, one use case a file: validate, lock, write, count; each in one transaction."""
