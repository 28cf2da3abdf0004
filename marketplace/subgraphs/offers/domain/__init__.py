"""The rules of offering, free of Django: they test in microseconds."""
