"""One HTTP exchange: a time limit, a bounded answer, and one clear line when it fails."""

from base64 import b64encode
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Final, NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit

from reliability.errors import MeasurementError

MOST_BYTES: Final = 512 * 1024 * 1024
_PORTS: Final = {"http": HTTPConnection, "https": HTTPSConnection}


class Answer(NamedTuple):
    status: int
    body: bytes


def exchange(
    method: str,
    url: str,
    *,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    timeout: float,
) -> Answer:
    """Send a request and return the answer, whatever its status; `user:password@` in the URL is sent as basic auth.

    Raises MeasurementError, naming the server without its password, when there is none.
    """
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise MeasurementError(f"{shown(url)} is no address of a server: write http://host:port or https://host.")
    target = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    try:
        connection = _PORTS[parts.scheme](parts.hostname, parts.port, timeout=timeout)
        try:
            connection.request(method, target, body, {**(headers or {}), **_credentials(parts)})
            response = connection.getresponse()
            content = response.read(MOST_BYTES + 1)
        finally:
            connection.close()
    except (OSError, HTTPException, ValueError) as error:
        raise MeasurementError(f"{shown(url)} does not answer: {_reason(error, timeout)}.") from error
    if len(content) > MOST_BYTES:
        raise MeasurementError(f"{shown(url)} answers with more than {MOST_BYTES} bytes: ask for less at once.")
    return Answer(response.status, content)


def shown(url: str) -> str:
    """Return the address without user, password and query."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()


def _credentials(parts: SplitResult) -> dict[str, str]:
    if parts.username is None:
        return {}
    pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return {"Authorization": f"Basic {b64encode(pair.encode()).decode()}"}


def _reason(error: Exception, timeout: float) -> str:
    return f"no answer within {timeout:g} s" if isinstance(error, TimeoutError) else str(error) or type(error).__name__
