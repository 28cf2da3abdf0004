"""The Redis that gateway processes share."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from marketplace.gateway.config.units import Range, Seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class RedisConfig:
    """One server, a Sentinel group or a Cluster. Neither the URL nor a password is ever logged or printed."""

    url: str = field(repr=False)
    """Where it is: `redis://host:6379/0`, `rediss://…` (TLS), `unix:///run/redis.sock?db=0`,
    `redis+sentinel://host1:26379,host2:26379/name-of-primary/0`, `redis+cluster://host1:6379,host2:6379`, the last two
    with `rediss+…` for TLS. A user name and a password may stand before the host, percent-encoded.
    """
    username: str = ""
    """Of the access control list; wins over the URL's."""
    password: str = field(default="", repr=False)
    """Wins over the URL's, and unlike it needs no encoding."""
    sentinel_username: str = ""
    """Of the sentinels, where they have one of their own."""
    sentinel_password: str = field(default="", repr=False)
    """Of the sentinels; empty where they ask for none."""
    timeout: Annotated[Seconds, Range(0.001, 10)] = 0.05
    """A command that has not been answered for so long has failed, and its connection is made anew."""
    connect_timeout: Annotated[Seconds, Range(0.01, 60)] = 1.0
    """Until a connection is open and the server has taken name, password and database."""
    first_retry: Annotated[Seconds, Range(0.001, 60)] = 0.05
    """Pause before the second attempt to connect (the first has none); each pause is twice as long as the last."""
    longest_retry: Annotated[Seconds, Range(0.01, 600)] = 2.0
    """The longest pause between two attempts. Pauses are drawn at random between half and the whole."""
    max_waiting: Annotated[int, Range(1)] = 10_000
    """Commands that may wait for an answer on one connection; one more fails at once."""
    tls_ca_file: Path | None = None
    """Certificates that may sign the server's, in PEM; without it the system's."""
    tls_certificate_file: Path | None = None
    """Our certificate, in PEM, where the server asks for one."""
    tls_key_file: Path | None = None
    """Its key, where it is not in the same file."""
    client_name: str = "holdfast-gateway"
    """How connections call themselves in `CLIENT LIST`; empty for no name."""
