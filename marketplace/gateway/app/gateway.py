"""The gateway as a whole: the supergraph in service, and its replacement while requests run."""

import asyncio
import logging
from collections.abc import Coroutine, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any, Self

from marketplace.gateway.app.admin import Administration, invalidation_route, key_set_route
from marketplace.gateway.app.asgi import AsgiApplication
from marketplace.gateway.app.generation import Generation
from marketplace.gateway.app.graphql_over_http import GraphqlOverHttp
from marketplace.gateway.app.measurements import GatewayState
from marketplace.gateway.app.messages import Receive, Scope, Send
from marketplace.gateway.app.open_streams import OpenStreams
from marketplace.gateway.app.reload import ConfigurationWatch, SupergraphWatch, warm_up
from marketplace.gateway.app.routes import GRAPHQL_PATH, Routes
from marketplace.gateway.app.websocket import GraphqlOverWebSocket
from marketplace.gateway.app.wiring import Wiring
from marketplace.gateway.auth import PolicyDecider
from marketplace.gateway.config import GatewayConfig
from marketplace.gateway.configuration import ConfigurationSource
from marketplace.gateway.errors import GatewayError, RequestError
from marketplace.gateway.explorer import Explorer
from marketplace.gateway.pipeline import Exchange, HttpRequest, Response, Services, new_exchange
from marketplace.gateway.ports import EventSource, Recorder, SupergraphSource, Transport
from marketplace.gateway.supergraph.reader import read_supergraph
from marketplace.gateway.telemetry import CompositeRecorder, NullRecorder
from marketplace.gateway.transport import observe_nothing

NORMAL_CLOSURE = 1000

logger = logging.getLogger(__name__)


class Gateway:
    """Answers GraphQL requests from subgraphs; an ASGI application.

    Belongs to one event loop. Whoever makes it closes it, or lets the server's lifespan do so.
    """

    def __init__(self, services: Services, wiring: Wiring | None = None) -> None:
        self._wiring = wiring or Wiring(
            config=services.config,
            transports=services.transports,
            event_sources=services.event_sources,
            recorder=services.recorder,
            policies=services.policies,
        )
        self._generation = self._generation_of(services)
        self._retired: dict[Generation, asyncio.Task[None]] = {}
        self._replacing = asyncio.Lock()
        self._watch: SupergraphWatch | None = None
        self._configuration_watch: ConfigurationWatch | None = None
        self.streams = OpenStreams(services.config.live.max_streams)
        self._draining = False
        self._over_http = GraphqlOverHttp(self.use)
        self._asgi = AsgiApplication(self)
        self._use_config(services.config)
        self.state = GatewayState(self)
        self.admin = Administration(services.config, services.recorder, self.why_not_ready)
        self.state.add_to(self.admin, services.recorder)
        self.admin.mount(invalidation_route(lambda: self.services.caching))
        self.admin.mount(key_set_route(lambda: self.services.internal_tokens))

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
        """A gateway for a supergraph SDL. Subgraphs without a transport are called over HTTP at the
        address that the supergraph gives them; ValueError where it gives none. Likewise their events. `policies`
        decides what `@policy` names, instead of the configuration.
        """
        config = config or GatewayConfig()
        recorder = recorder or CompositeRecorder.configured(config.telemetry) or NullRecorder()
        wiring = Wiring(
            config=config,
            transports=transports or {},
            event_sources=event_sources or {},
            recorder=recorder,
            policies=policies,
            observe=recorder.observe if isinstance(recorder, CompositeRecorder) else observe_nothing,
        )
        supergraph = read_supergraph(sdl)
        wiring.refuse_unknown_names(supergraph)
        return cls(wiring.services(supergraph), wiring)

    @property
    def services(self) -> Services:
        """Of the supergraph in service."""
        return self._generation.services

    @property
    def retired(self) -> int:
        """How many replaced supergraphs are still used."""
        return len(self._retired)

    @property
    def config(self) -> GatewayConfig:
        return self._generation.services.config

    def use(self) -> Generation:
        """What answers requests now. Between entering and leaving it stays usable, whatever happens to the
        supergraph.
        """
        return self._generation

    def begin(self, request: HttpRequest) -> Exchange:
        return new_exchange(request)

    def respond(self, exchange: Exchange) -> Coroutine[Any, Any, Response]:
        return self._routes.respond(exchange)

    def refuse(self, exchange: Exchange, error: RequestError) -> Response:
        return self._over_http.refuse(exchange, error)

    def admit_stream(self) -> AbstractContextManager[None]:
        return self.streams.admit()

    async def serve_websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == GRAPHQL_PATH:
            await self._over_websocket.serve(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": NORMAL_CLOSURE})

    def watch(self, source: SupergraphSource, seconds: float) -> None:
        """From `start` on, look for a new supergraph at this interval."""
        self._watch = SupergraphWatch(source, seconds, self.replace_supergraph)

    def watch_configuration(self, source: ConfigurationSource, seconds: float) -> None:
        """From `start` on, look for a new configuration at this interval; 0 for only when told to."""
        self._configuration_watch = ConfigurationWatch(source, self._wiring.config, seconds, self.replace_config)

    async def reload_configuration(self) -> None:
        """Read the configuration anew, and take over what has changed."""
        if self._configuration_watch is not None:
            await self._configuration_watch.look(anyway=True)

    async def start(self) -> None:
        """What needs a running event loop."""
        self.services.recorder.start()
        await self.admin.start()
        if self.services.caching is not None:
            self.services.caching.start()
        if self.services.token_verifier is not None:
            await self.services.token_verifier.start()
        if self._watch is not None:
            self._watch.start()
        if self._configuration_watch is not None:
            self._configuration_watch.start()

    async def replace_supergraph(self, sdl: str) -> bool:
        """Put another supergraph into service, once plans for what clients use most are made.

        False, and a line in the log, when it cannot be used: then the one in service stays.
        """
        async with self._replacing:
            old = self._generation
            if sdl == old.services.supergraph.sdl:
                return True
            try:
                supergraph = await asyncio.to_thread(read_supergraph, sdl)
                services = self._wiring.services(supergraph, old.services)
            except (GatewayError, ValueError) as error:
                reason = " ".join(str(error).split())
                self.state.reloads["refused"] += 1
                logger.error("The new supergraph was refused, the old one stays in service: %s", reason)  # noqa: TRY400
                return False
            warmed = await self._put_into_service(services)
            self.state.reloads["supergraph"] += 1
            logger.info("Supergraph %.12s is in service, with %d plans made before", supergraph.hash, warmed)
            return True

    async def replace_config(self, config: GatewayConfig) -> None:
        """Put other options into service. Requests and subscriptions under way end with those they began with. Raises
        ValueError where a subgraph could not be asked any more; then the options in service stay.
        """
        async with self._replacing:
            old = self.services
            wiring = replace(self._wiring, config=config)
            services = wiring.services(old.supergraph, old)
            self._wiring = wiring
            await self._put_into_service(services)
            self.state.reloads["configuration"] += 1
            self.streams.maximum = config.live.max_streams
            self._use_config(config)

    async def begin_drain(self) -> None:
        self._draining = True
        await self.streams.end_all()

    async def why_not_ready(self) -> list[str]:
        """One sentence for each required subgraph that cannot be asked; empty when all can."""
        if self._draining:
            return ["The gateway is stopping."]
        required = self.config.resilience.required_subgraphs
        transports = [way for name, way in self.services.transports.items() if name in required]
        reasons = await asyncio.gather(*(transport.why_not_ready() for transport in transports))
        return [reason for reason in reasons if reason is not None]

    async def aclose(self) -> None:
        """End live subscriptions, release connections and threads."""
        if self._watch is not None:
            await self._watch.stop()
        if self._configuration_watch is not None:
            await self._configuration_watch.stop()
        await self.streams.end_all()
        self.services.worker.close()
        if self.services.caching is not None:
            await self.services.caching.aclose()
        if self.services.redis is not None:
            await self.services.redis.aclose()
        if self.services.token_verifier is not None:
            await self.services.token_verifier.aclose()
        for closing in self._retired.values():
            closing.cancel()
        generations = [*self._retired, self._generation]
        given = self._wiring.transports.values()
        await asyncio.gather(*(g.aclose() for g in generations), *(transport.aclose() for transport in given))
        await self.admin.aclose()
        await self.services.recorder.aclose()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._asgi(scope, receive, send)

    async def _put_into_service(self, services: Services) -> int:
        """Retire the services before; the number of plans made for the new ones."""
        old = self._generation
        new = self._generation_of(services)
        warmed = await warm_up(services, old.services)
        self._generation = new
        self._retired[old] = asyncio.create_task(self._close_retired(old))
        return warmed

    def _use_config(self, config: GatewayConfig) -> None:
        self._routes = Routes(self._over_http, Explorer(config.explorer), config.cross_origin, self.why_not_ready)
        self._over_websocket = GraphqlOverWebSocket(config, self.streams, self.use)

    def _generation_of(self, services: Services) -> Generation:
        own = (transport for transport in services.transports.values() if not self._wiring.was_given(transport))
        return Generation(services, own)

    async def _close_retired(self, generation: Generation) -> None:
        await generation.close_when_unused()
        del self._retired[generation]
