"""The rules of reviewing, free of Django: they test in microseconds."""
