"""Redis did not do what it was asked. Whoever asked goes on without it: no client reads these."""

from marketplace.gateway.errors.families import GatewayError


class RedisError(GatewayError):
    """Root of what a Redis client's futures fail with."""


class RedisUnavailableError(RedisError):
    """No connection, or no answer in time; the command may have taken effect."""

    code = "REDIS_UNAVAILABLE"


class RedisReplyError(RedisError):
    """Redis answered, with an error: the command was wrong."""

    code = "REDIS_REFUSED"
