"""How clients are told apart before anything is proved."""

from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_network

UNIX_SOCKET = "unix"


class ForwardedHeader(StrEnum):
    """The header in which proxies say whom they speak for."""

    X_FORWARDED_FOR = "x-forwarded-for"
    FORWARDED = "forwarded"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientsConfig:
    """Nothing in a header is believed unless a trusted proxy wrote it."""

    trusted_proxies: frozenset[str] = frozenset()
    """Networks of proxies, as `10.0.0.0/8` or `2001:db8::/32`; `unix` for whoever connects by a Unix socket. Empty: the
    address at the other end of the connection is the client's.
    """
    forwarded_header: ForwardedHeader = ForwardedHeader.X_FORWARDED_FOR
    """Which header the trusted proxies write: `x-forwarded-for`, or `forwarded` (RFC 7239). The other one is never
    read: it would be the client's own.
    """

    def __post_init__(self) -> None:
        for network in self.trusted_proxies - {UNIX_SOCKET}:
            try:
                ip_network(network)
            except ValueError as error:
                raise ValueError(
                    f"The trusted proxy {network!r} is no network ({error}). Write it as 10.0.0.0/8, or 'unix'."
                ) from None
