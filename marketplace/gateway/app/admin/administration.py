"""What operators can see of the gateway, and where other rooms add to it."""

from collections.abc import Awaitable, Callable, Mapping
from ipaddress import ip_address
from typing import Any

from marketplace.gateway.app.admin.listener import AdminListener
from marketplace.gateway.app.admin.routes import AdminRequest, AdminResponse, AdminRoute, AdminRoutes
from marketplace.gateway.config import GatewayConfig
from marketplace.gateway.ports import Recorder
from marketplace.gateway.telemetry import CompositeRecorder

StateSource = Callable[[], Any]
"""Something that can be written as JSON, without secrets."""


class Administration:
    """Routes and state can be added whether or not there is a listener, so that nobody has to ask."""

    def __init__(
        self, options: GatewayConfig, recorder: Recorder, why_not_ready: Callable[[], Awaitable[list[str]]]
    ) -> None:
        config = options.telemetry.admin
        self._metrics = recorder.metrics if isinstance(recorder, CompositeRecorder) else None
        self._why_not_ready = why_not_ready
        self._state: dict[str, StateSource] = {}
        self._routes = AdminRoutes(
            config.token if config is not None else "",
            only_loopback=config is not None and _is_loopback(config.host),
        )
        self._listener = AdminListener(config, self._routes, options.server.workers) if config is not None else None
        for path, show in (
            ("/healthz", self._show_health),
            ("/readyz", self._show_readiness),
            ("/state", self._show_state),
            ("/metrics", self._show_metrics),
        ):
            self.mount(AdminRoute("GET", path, show))

    @property
    def port(self) -> int | None:
        """Where it listens; None where it does not."""
        return self._listener.port if self._listener is not None else None

    def mount(self, route: AdminRoute) -> None:
        """ValueError for a second route of the same method and path."""
        self._routes.mount(route)

    def add_state(self, name: str, source: StateSource) -> None:
        """From now on a member of what `/state` shows."""
        self._state[name] = source

    async def answer(self, request: AdminRequest) -> AdminResponse:
        """As the listener does."""
        return await self._routes.answer(request)

    async def start(self) -> None:
        if self._listener is not None:
            await self._listener.start()

    async def aclose(self) -> None:
        if self._listener is not None:
            await self._listener.aclose()

    async def _show_health(self, _request: AdminRequest) -> AdminResponse:
        return AdminResponse.of_json(200, {"status": "alive"})

    async def _show_readiness(self, _request: AdminRequest) -> AdminResponse:
        reasons = await self._why_not_ready()
        if reasons:
            return AdminResponse.of_json(503, {"status": "not ready", "reasons": reasons})
        return AdminResponse.of_json(200, {"status": "ready"})

    async def _show_state(self, _request: AdminRequest) -> AdminResponse:
        state: Mapping[str, Any] = {name: source() for name, source in self._state.items()}
        return AdminResponse.of_json(200, state)

    async def _show_metrics(self, request: AdminRequest) -> AdminResponse:
        if self._metrics is None:
            return AdminResponse.refusal(404, "Metrics are switched off: configure telemetry.metrics.")
        exposition = await self._metrics.expose(request.headers.get("accept", ""))
        return AdminResponse(200, exposition.body, exposition.content_type)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
