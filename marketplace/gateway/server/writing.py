"""Responses as bytes: RFC 9112."""

import time
from collections.abc import Mapping, Sequence
from email.utils import formatdate
from http import HTTPStatus

STATUS_LINES = {status.value: f"HTTP/1.1 {status.value} {status.phrase}\r\n" for status in HTTPStatus}
BODYLESS_STATUSES = frozenset({204, 304})
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
LAST_CHUNK = b"0\r\n\r\n"


class DateLine:
    """The `Date` header (RFC 9110, section 6.6.1), written once a second."""

    def __init__(self) -> None:
        self.text = ""
        self.renew()

    def renew(self) -> None:
        self.text = f"date: {formatdate(time.time(), usegmt=True)}\r\n"


def write_head(
    status: int, headers: Mapping[str, str], cookies: Sequence[str], date: str, length: int | None, *, keep_alive: bool
) -> bytes:
    """The head of a response; without a `length` its body comes in chunks. Raises ValueError for a header that would
    become two: a line break in a value that came from a subgraph, say.
    """
    lines = [f"{name}: {value}\r\n" for name, value in headers.items()]
    if cookies:
        lines += [f"set-cookie: {cookie}\r\n" for cookie in cookies]
    text = "".join(lines)
    if text.count("\n") != len(lines) or text.count("\r") != len(lines):
        raise ValueError("A header of a response contains a line break.")
    framing = "transfer-encoding: chunked\r\n" if length is None else f"content-length: {length}\r\n"
    if status in BODYLESS_STATUSES:
        framing = ""
    closing = "" if keep_alive else "connection: close\r\n"
    return f"{STATUS_LINES[status]}{text}{date}{framing}{closing}\r\n".encode("latin-1")


def chunk(piece: bytes) -> bytes:
    """One chunk of a body; an empty piece gives none, for that would end it."""
    return b"%x\r\n%b\r\n" % (len(piece), piece) if piece else b""
