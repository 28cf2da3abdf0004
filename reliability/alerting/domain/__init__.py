"""The rules of on-call, without a database: what an alert matches, who is on call, which step is next."""
