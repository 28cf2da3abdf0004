"""One use case a file. Each takes the time as `now`, so that a test is not bound to the clock."""
