"""A request as bytes."""

from collections.abc import Mapping

from marketplace.gateway.transport.deadline import DEADLINE_HEADER, milliseconds
from marketplace.gateway.transport.http.address import SubgraphAddress


class PostWriter:
    """Writes requests to one address; what they have in common is written once."""

    def __init__(self, address: SubgraphAddress, accept: str) -> None:
        self._head = (
            f"POST {address.path} HTTP/1.1\r\n"
            f"host: {address.host_header}\r\n"
            "content-type: application/json\r\n"
            f"accept: {accept}\r\n"
            "accept-encoding: identity\r\n"
        )

    def write(self, headers: Mapping[str, str], body: bytes, seconds: float | None = None) -> bytes:
        """`seconds` is how long the answer is waited for, told to the subgraph. Raises ValueError for a header that
        would become two.
        """
        lines = "".join([f"{name}: {value}\r\n" for name, value in headers.items()])
        if lines.count("\n") != len(headers) or lines.count("\r") != len(headers):
            raise ValueError("A header to a subgraph contains a line break.")
        if seconds is not None:
            lines += f"{DEADLINE_HEADER}: {milliseconds(seconds)}\r\n"
        head = f"{self._head}{lines}content-length: {len(body)}\r\n\r\n"
        return head.encode("latin-1") + body


def write_get(address: SubgraphAddress, path: str) -> bytes:
    """A question about an instance's health, after which the connection is closed."""
    return f"GET {path} HTTP/1.1\r\nhost: {address.host_header}\r\naccept: */*\r\nconnection: close\r\n\r\n".encode(
        "latin-1"
    )
