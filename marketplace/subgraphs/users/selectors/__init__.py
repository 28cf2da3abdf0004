"""Reads: querysets and pages, no writes."""
