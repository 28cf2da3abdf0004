"""ASGI 3: the shapes of its calls, and responses written with them."""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from typing import Any

from marketplace.gateway.pipeline import HttpResponse

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


def headers_of(scope: Scope) -> dict[str, str]:
    """Header names in lower case; the values of a repeated one joined."""
    headers: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


async def send_head(send: Send, status: int, headers: Mapping[str, str], cookies: Sequence[str] = ()) -> None:
    encoded = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    encoded += [(b"set-cookie", cookie.encode("latin-1")) for cookie in cookies]
    await send({"type": "http.response.start", "status": status, "headers": encoded})


async def send_response(send: Send, response: HttpResponse, *, body: bool = True) -> None:
    """`body` is False for HEAD, whose answer is the head alone."""
    headers = {**response.headers, "content-length": str(len(response.body))}
    await send_head(send, response.status, headers, response.cookies)
    await send({"type": "http.response.body", "body": response.body if body else b""})
