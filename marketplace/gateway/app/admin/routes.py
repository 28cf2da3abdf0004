"""What the operators' listener answers: routes that this and other rooms mount, and who may use them."""

import hmac
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from marketplace.gateway.errors import ClientError

logger = logging.getLogger(__name__)

JSON = "application/json"
LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class AdminRequest:
    """Header names are in lower case; `query` is what follows the question mark."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class AdminResponse:
    """`headers` come beside the type and the length of the body."""

    status: int
    body: bytes
    content_type: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of_json(cls, status: int, value: Any, **headers: str) -> "AdminResponse":
        return cls(status, orjson.dumps(value) + b"\n", headers=headers)

    @classmethod
    def refusal(cls, status: int, reason: str, **headers: str) -> "AdminResponse":
        return cls.of_json(status, {"error": reason}, **headers)


AdminHandler = Callable[[AdminRequest], Awaitable[AdminResponse]]


@dataclass(frozen=True, slots=True)
class AdminRoute:
    """One method on one path. `changes_state` asks for the operators' token; reading is free to whoever reaches the
    listener. The handler may raise ClientError, which is told to the operator.
    """

    method: str
    path: str
    handle: AdminHandler
    changes_state: bool = False


class AdminRoutes:
    """`token` is empty where nothing may be changed. `only_loopback` refuses requests whose Host header is a name of
    somewhere else: a page in a browser on this machine could send them by rebinding its name.
    """

    def __init__(self, token: str, *, only_loopback: bool) -> None:
        self._token = token.encode()
        self._only_loopback = only_loopback
        self._routes: dict[tuple[str, str], AdminRoute] = {}

    def mount(self, route: AdminRoute) -> None:
        """ValueError for a second route of the same method and path."""
        key = (route.method, route.path)
        if key in self._routes:
            raise ValueError(f"{route.method} {route.path} is mounted already.")
        self._routes[key] = route

    async def answer(self, request: AdminRequest) -> AdminResponse:
        """Never raises."""
        refusal = self._refuse_host(request)
        if refusal is not None:
            return refusal
        method = "GET" if request.method == "HEAD" else request.method
        route = self._routes.get((method, request.path))
        if route is None:
            return self._refuse_unknown(request)
        if route.changes_state and (refusal := self._refuse_stranger(request)) is not None:
            return refusal
        try:
            return await route.handle(request)
        except ClientError as error:
            return AdminResponse.of_json(error.http_status, {"errors": error.formatted_all()})
        except Exception:
            logger.exception("%s %s failed", request.method, request.path)
            return AdminResponse.refusal(500, "The gateway failed; its log says how.")

    def _refuse_host(self, request: AdminRequest) -> AdminResponse | None:
        if not self._only_loopback:
            return None
        host = request.headers.get("host", "")
        name = host.rpartition(":")[0] if not host.endswith("]") and ":" in host else host
        if name.strip("[]").lower() in LOOPBACK_NAMES:
            return None
        return AdminResponse.refusal(421, "This listener answers to localhost, 127.0.0.1 and [::1] only.")

    def _refuse_unknown(self, request: AdminRequest) -> AdminResponse:
        methods = sorted(method for method, path in self._routes if path == request.path)
        if methods:
            return AdminResponse.refusal(405, f"Use {' or '.join(methods)}.", allow=", ".join(methods))
        paths = ", ".join(sorted({path for _, path in self._routes}))
        return AdminResponse.refusal(404, f"Nothing is here. There are {paths}.")

    def _refuse_stranger(self, request: AdminRequest) -> AdminResponse | None:
        if not self._token:
            return AdminResponse.refusal(403, "Nothing may be changed here: the gateway was started without a token.")
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), self._token):
            return None
        return AdminResponse.refusal(
            401,
            "Send the operators' token: Authorization: Bearer <token>.",
            **{"www-authenticate": 'Bearer realm="gateway administration"'},
        )
