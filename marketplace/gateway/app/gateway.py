"""The gateway as a whole."""

from collections.abc import Coroutine, Mapping
from contextlib import AbstractContextManager
from typing import Any, Self

from marketplace.gateway.app.administration import administration_of
from marketplace.gateway.app.asgi import AsgiApplication
from marketplace.gateway.app.generation import Generation
from marketplace.gateway.app.graphql_over_http import GraphqlOverHttp
from marketplace.gateway.app.in_service import InService
from marketplace.gateway.app.messages import Receive, Scope, Send
from marketplace.gateway.app.open_streams import OpenStreams
from marketplace.gateway.app.reload import ConfigurationWatch, SupergraphWatch, Watches
from marketplace.gateway.app.routes import Routes
from marketplace.gateway.app.websocket import GraphqlOverWebSocket
from marketplace.gateway.app.wiring import Wiring
from marketplace.gateway.auth import PolicyDecider
from marketplace.gateway.config import GatewayConfig
from marketplace.gateway.configuration import ConfigurationSource
from marketplace.gateway.errors import RequestError
from marketplace.gateway.pipeline import Exchange, HttpRequest, Response, Services, new_exchange
from marketplace.gateway.ports import EventSource, Recorder, SupergraphSource, Transport
from marketplace.gateway.supergraph.reader import read_supergraph


class Gateway:
    """Answers GraphQL requests from subgraphs; an ASGI application.

    Belongs to one event loop. Whoever makes it closes it, or lets the server's lifespan do so.
    """

    def __init__(self, services: Services, wiring: Wiring | None = None) -> None:
        self._in_service = InService(services, wiring or Wiring.of(services))
        self._watches = Watches()
        self.streams = OpenStreams(services.config.live.max_streams)
        self._draining = False
        self._over_http = GraphqlOverHttp(self.use)
        self._asgi = AsgiApplication(self)
        self._use_config(services.config)
        self.admin = administration_of(self)

    @classmethod
    def from_supergraph(
        cls,
        sdl: str,
        config: GatewayConfig | None = None,
        transports: Mapping[str, Transport] | None = None,
        recorder: Recorder | None = None,
        event_sources: Mapping[str, EventSource] | None = None,
        *,
        policies: PolicyDecider | None = None,
    ) -> Self:
        """Subgraphs without a transport are called over HTTP at the address that the supergraph gives them; ValueError
        where it gives none. Likewise their events. `policies` decides what `@policy` names, not the configuration.
        """
        wiring = Wiring.configured(config or GatewayConfig(), transports, recorder, event_sources, policies)
        supergraph = read_supergraph(sdl)
        wiring.refuse_unknown_names(supergraph)
        return cls(wiring.services(supergraph), wiring)

    @property
    def services(self) -> Services:
        """Of the supergraph in service."""
        return self._in_service.services

    @property
    def retired(self) -> int:
        """How many replaced supergraphs are still used."""
        return self._in_service.retired

    @property
    def reloads(self) -> Mapping[str, int]:
        return self._in_service.reloads

    @property
    def config(self) -> GatewayConfig:
        return self._in_service.services.config

    def use(self) -> Generation:
        """What answers requests now. Between entering and leaving it stays usable, whatever is replaced."""
        return self._in_service.generation

    def begin(self, request: HttpRequest) -> Exchange:
        return new_exchange(request)

    def respond(self, exchange: Exchange) -> Coroutine[Any, Any, Response]:
        return self._routes.respond(exchange)

    def refuse(self, exchange: Exchange, error: RequestError) -> Response:
        return self._over_http.refuse(exchange, error)

    def admit_stream(self, *, lasting: bool) -> AbstractContextManager[None]:
        return self.streams.admit(lasting=lasting)

    async def serve_websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._routes.serve_websocket(scope, receive, send)

    def watch(self, source: SupergraphSource, seconds: float) -> None:
        """From `start` on, look for a new supergraph at this interval."""
        self._watches.supergraph = SupergraphWatch(source, seconds, self.replace_supergraph)

    def watch_configuration(self, source: ConfigurationSource, seconds: float) -> None:
        """From `start` on, look for a new configuration at this interval; 0 for only when told to."""
        self._watches.configuration = ConfigurationWatch(source, self.config, seconds, self.replace_config)

    async def reload_configuration(self) -> None:
        """Read the configuration anew, and take over what has changed."""
        await self._watches.reload_configuration()

    async def start(self) -> None:
        self.services.recorder.start()
        await self.admin.start()
        await self._in_service.start()
        self._watches.start()

    async def replace_supergraph(self, sdl: str) -> bool:
        """Put another supergraph into service; False, and a line in the log, when it cannot be used."""
        return await self._in_service.replace_supergraph(sdl)

    async def replace_config(self, config: GatewayConfig) -> None:
        """Put other options into service; ValueError where a subgraph could not be asked any more."""
        await self._in_service.replace_config(config)
        self.streams.maximum = config.live.max_streams
        self._use_config(config)

    async def begin_drain(self) -> None:
        self._draining = True
        await self.streams.end_all()

    async def why_not_ready(self) -> list[str]:
        """One sentence for each required subgraph that cannot be asked; empty when all can."""
        if self._draining:
            return ["The gateway is stopping."]
        return await self._in_service.why_not_ready()

    async def aclose(self) -> None:
        """End live subscriptions, release connections and threads."""
        await self._watches.stop()
        await self.streams.end_all()
        await self._in_service.aclose()
        await self.admin.aclose()
        await self.services.recorder.aclose()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._asgi(scope, receive, send)

    def _use_config(self, config: GatewayConfig) -> None:
        over_websocket = GraphqlOverWebSocket(config, self.streams, self.use)
        self._routes = Routes(config, self._over_http, over_websocket, self.why_not_ready)
