"""Reads: every one takes many keys and costs a constant number of SQL statements."""
