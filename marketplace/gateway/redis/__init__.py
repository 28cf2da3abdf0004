"""A pipelined client of Redis: one server, a Sentinel group or a Cluster. Its parser is hiredis's."""

from marketplace.gateway.redis.client import RedisClient
from marketplace.gateway.redis.command import Argument
from marketplace.gateway.redis.connect import connect
from marketplace.gateway.redis.script import Script

__all__ = ["Argument", "RedisClient", "Script", "connect"]
