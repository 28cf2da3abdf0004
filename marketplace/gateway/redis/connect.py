"""From options to a client."""

from collections.abc import Awaitable, Callable
from functools import partial

from marketplace.gateway.config import RedisConfig
from marketplace.gateway.redis.address import Credentials, Location, Topology, locate, tls_context
from marketplace.gateway.redis.client import RedisClient
from marketplace.gateway.redis.cluster import ClusterClient
from marketplace.gateway.redis.connection import Connection
from marketplace.gateway.redis.opening import Opening
from marketplace.gateway.redis.point import PointClient
from marketplace.gateway.redis.retry import Retry
from marketplace.gateway.redis.sentinel import SentinelGroup


def connect(config: RedisConfig) -> RedisClient:
    """Opens nothing yet: the first call does. Raises ValueError for a URL that names no Redis."""
    location = locate(config)
    opening = _opening(config, location, location.credentials, location.database)
    retry = Retry(config.first_retry, config.longest_retry)
    if location.topology is Topology.CLUSTER:
        return ClusterClient(location.addresses, opening, retry=retry, patience=config.timeout)
    return PointClient(str(location), _way_to_server(config, location, opening), retry=retry, patience=config.timeout)


def _way_to_server(config: RedisConfig, location: Location, opening: Opening) -> Callable[[], Awaitable[Connection]]:
    if location.topology is Topology.SINGLE:
        return partial(opening.open, location.addresses[0])
    to_sentinel = Credentials(config.sentinel_username, config.sentinel_password)
    return SentinelGroup(
        primary_name=location.primary_name,
        sentinels=list(location.addresses),
        to_sentinel=_opening(config, location, to_sentinel, 0),
        to_primary=opening,
    ).open_primary


def _opening(config: RedisConfig, location: Location, credentials: Credentials, database: int) -> Opening:
    return Opening(
        credentials=credentials,
        database=database,
        tls=tls_context(config) if location.tls else None,
        client_name=config.client_name,
        timeout=config.timeout,
        connect_timeout=config.connect_timeout,
        max_waiting=config.max_waiting,
    )
