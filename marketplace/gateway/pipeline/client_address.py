"""The address of the client behind proxies, as far as anyone trustworthy has said it."""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

from marketplace.gateway.config import ClientsConfig, ForwardedHeader
from marketplace.gateway.config.clients import UNIX_SOCKET

MOST_PROXIES = 16
IPV6_NETWORK_BITS = 64
"""What a single customer is given at least (RFC 6177): limits by single IPv6 addresses limit nobody."""

IpAddress = IPv4Address | IPv6Address


class TrustedProxies:
    """A header is read from the right, where the nearest proxy wrote. Each entry is believed if whoever wrote it is
    trusted; the first address that is no trusted proxy's is the client's.
    """

    def __init__(self, config: ClientsConfig) -> None:
        self.header = config.forwarded_header.value
        self._reads_rfc_7239 = config.forwarded_header is ForwardedHeader.FORWARDED
        self._trusts_unix = UNIX_SOCKET in config.trusted_proxies
        self._networks = [ip_network(text) for text in sorted(config.trusted_proxies - {UNIX_SOCKET})]

    @property
    def none(self) -> bool:
        """Whether no header need be looked at."""
        return not (self._networks or self._trusts_unix)

    def client_address(self, peer: str, forwarded: str | None) -> str:
        """In its usual form; the peer's where nobody trustworthy names another, empty where even that is unknown."""
        nearest = parse_address(peer)
        if not self._trusts(nearest) or not forwarded:
            return str(nearest or "")
        for position, text in enumerate(self._from_the_right(forwarded)):
            address = parse_address(text)
            if address is None or position == MOST_PROXIES:
                break
            nearest = address
            if not self._trusts(address):
                break
        return str(nearest or "")

    def _trusts(self, address: IpAddress | None) -> bool:
        if address is None:
            return self._trusts_unix
        return any(address in network for network in self._networks)

    def _from_the_right(self, forwarded: str) -> Iterator[str]:
        for element in reversed(forwarded.split(",")):
            yield _for_parameter(element) if self._reads_rfc_7239 else element


def parse_address(text: str) -> IpAddress | None:
    """Of `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]:80`; None for anything else, such as `unknown`. An
    IPv4 address that IPv6 wraps is itself.
    """
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def network_of(address: str) -> str:
    """What counts as one place."""
    parsed = parse_address(address)
    if isinstance(parsed, IPv6Address):
        return str(IPv6Network((parsed, IPV6_NETWORK_BITS), strict=False))
    return address


def _for_parameter(element: str) -> str:
    """RFC 7239, section 4: `for=192.0.2.60;proto=http;by=203.0.113.43`. Empty where there is none."""
    for pair in element.split(";"):
        name, _, value = pair.partition("=")
        if name.strip().lower() == "for":
            return value.strip().strip('"')
    return ""
