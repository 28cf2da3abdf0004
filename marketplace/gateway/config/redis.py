"""The Redis that gateway processes share."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from marketplace.gateway.config.units import Range, Seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class RedisConfig:
    """One server, a Sentinel group or a Cluster."""

    url: str
    """Where it is: `redis://host:6379/0`, `rediss://…` (TLS), `unix:///run/redis.sock?db=0`,
    `redis+sentinel://host1:26379,host2:26379/name-of-primary/0`, `redis+cluster://host1:6379,host2:6379`, the last two
    with `rediss+…` for TLS. Name and password stand in options of their own, not in the URL.
    """
    username: str = ""
    """Of the server's access control list; empty for its default user."""
    password: str = field(default="", repr=False)
    """Of the servers that hold the data; empty where they ask for none."""
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

    def __post_init__(self) -> None:
        authority = self.url.partition("//")[2].partition("/")[0]
        if "@" in authority:
            raise ValueError(
                "Leave name and password out of the Redis URL, which logs may show: "
                "give them as `username` and `password`."
            )
