"""Where a Redis is: the forms of `RedisConfig.url`."""

import ssl
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import parse_qs, unquote

from marketplace.gateway.config import RedisConfig

REDIS_PORT = 6379
SENTINEL_PORT = 26379
FORMS = "redis://, rediss://, unix://, redis+sentinel://, rediss+sentinel://, redis+cluster:// or rediss+cluster://"


class Topology(StrEnum):
    """How many servers there are, and who knows which to ask."""

    SINGLE = "single"
    SENTINEL = "sentinel"
    CLUSTER = "cluster"


class Address(NamedTuple):
    """A TCP address, or with port 0 the path of a Unix socket."""

    host: str
    port: int = 0

    def __str__(self) -> str:
        if not self.port:
            return self.host
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Credentials:
    """For AUTH; nothing is sent without a password."""

    username: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Location:
    """What a URL says. `addresses` are seeds for a Cluster and sentinels for a Sentinel group."""

    topology: Topology
    addresses: tuple[Address, ...]
    credentials: Credentials = Credentials()
    primary_name: str = ""
    database: int = 0
    tls: bool = False

    def __str__(self) -> str:
        """For logs: no credentials."""
        where = ", ".join(map(str, self.addresses))
        match self.topology:
            case Topology.SINGLE:
                return f"Redis at {where}"
            case Topology.SENTINEL:
                return f"Redis {self.primary_name!r} of the sentinels at {where}"
            case Topology.CLUSTER:
                return f"Redis Cluster at {where}"


def locate(config: RedisConfig) -> Location:
    """Raises ValueError."""
    scheme, separator, rest = config.url.partition(":")
    if scheme == "unix" and separator:
        return _unix(rest, config)
    base, _, kind = scheme.partition("+")
    if not rest.startswith("//") or base not in {"redis", "rediss"} or kind not in {"", "sentinel", "cluster"}:
        raise ValueError(f"The Redis URL must begin with {FORMS}.")
    topology = Topology(kind or "single")
    authority, _, path = rest[2:].partition("?")[0].partition("/")
    addresses = _addresses(authority, SENTINEL_PORT if kind == "sentinel" else REDIS_PORT)
    if topology is Topology.SINGLE and len(addresses) != 1:
        raise ValueError("The Redis URL names several hosts: begin it with redis+sentinel:// or redis+cluster://.")
    parts = [part for part in path.split("/") if part]
    primary_name = ""
    if topology is Topology.SENTINEL:
        if not parts:
            raise ValueError("The Redis URL must name the primary after the sentinels: …/name-of-primary.")
        primary_name = unquote(parts.pop(0))
    return Location(
        topology=topology,
        addresses=addresses,
        credentials=Credentials(config.username, config.password),
        primary_name=primary_name,
        database=_database(parts, topology),
        tls=base == "rediss",
    )


def tls_context(config: RedisConfig) -> ssl.SSLContext:
    """Checks the server's certificate and name, always."""
    context = ssl.create_default_context(cafile=config.tls_ca_file)
    if config.tls_certificate_file is not None:
        context.load_cert_chain(config.tls_certificate_file, config.tls_key_file)
    return context


def _unix(rest: str, config: RedisConfig) -> Location:
    path, _, query = rest.removeprefix("//").partition("?")
    if not path.startswith("/"):
        raise ValueError("The Redis URL must give the socket's whole path: unix:///run/redis.sock.")
    return Location(
        topology=Topology.SINGLE,
        addresses=(Address(unquote(path)),),
        credentials=Credentials(config.username, config.password),
        database=_database(parse_qs(query).get("db", []), Topology.SINGLE),
    )


def _addresses(hosts: str, default_port: int) -> tuple[Address, ...]:
    return tuple(_address(text, default_port) for text in hosts.split(","))


def _address(text: str, default_port: int) -> Address:
    if text.startswith("["):
        host, _, rest = text[1:].partition("]")
        port = rest.removeprefix(":")
    else:
        host, _, port = text.partition(":")
    if not host:
        raise ValueError("The Redis URL names no host.")
    if port and not (port.isdecimal() and 0 < int(port) < 2**16):
        raise ValueError("The port in the Redis URL must be a number from 1 to 65535.")
    return Address(host, int(port) if port else default_port)


def _database(parts: list[str], topology: Topology) -> int:
    if not parts:
        return 0
    if len(parts) > 1 or not parts[0].isdecimal():
        raise ValueError("The database in the Redis URL must be one number.")
    if topology is Topology.CLUSTER and int(parts[0]):
        raise ValueError("A Redis Cluster has database 0 only: leave it out of the URL.")
    return int(parts[0])
