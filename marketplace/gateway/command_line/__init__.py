"""The gateway's commands, one a file: what it takes, and what it does."""
