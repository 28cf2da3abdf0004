"""Wiring: a supergraph, options and ways to the subgraphs make a gateway."""

import asyncio
from collections.abc import Mapping
from typing import Self

from marketplace.gateway.app.asgi import AsgiApplication, Receive, Scope, Send
from marketplace.gateway.auth import ClientTokenVerifier, InternalTokenIssuer
from marketplace.gateway.cache import LruCache, SingleFlight
from marketplace.gateway.config import GatewayConfig
from marketplace.gateway.context import IdentityHeaders, no_identity_headers
from marketplace.gateway.explorer import Explorer
from marketplace.gateway.pipeline import Handler, HttpRequest, HttpResponse, Services, Worker
from marketplace.gateway.planner import Planner
from marketplace.gateway.ports import Recorder, Transport
from marketplace.gateway.supergraph.model import Supergraph
from marketplace.gateway.supergraph.reader import read_supergraph
from marketplace.gateway.telemetry import NullRecorder
from marketplace.gateway.transport import HttpTransport


class Gateway:
    """Answers GraphQL requests from subgraphs; an ASGI application.

    Belongs to one event loop. Whoever makes it closes it, or lets the server's lifespan do so.
    """

    def __init__(self, services: Services) -> None:
        self.services = services
        self._handler = Handler(services)
        self._asgi = AsgiApplication(
            handler=self._handler,
            limits=services.config.limits,
            explorer=Explorer(services.config.explorer),
            why_not_ready=self.why_not_ready,
            close=self.aclose,
        )

    @classmethod
    def from_supergraph(
        cls,
        sdl: str,
        config: GatewayConfig | None = None,
        transports: Mapping[str, Transport] | None = None,
        recorder: Recorder | None = None,
    ) -> Self:
        """A gateway for a supergraph SDL. Subgraphs without a transport are called over HTTP at the
        address that the supergraph gives them; ValueError where it gives none.
        """
        config = config or GatewayConfig()
        supergraph = read_supergraph(sdl)
        return cls(
            Services(
                config=config,
                supergraph=supergraph,
                planner=Planner(supergraph),
                transports=_all_transports(supergraph, config, transports or {}),
                recorder=recorder or NullRecorder(),
                worker=Worker(),
                token_verifier=_token_verifier(config),
                identity_headers=_identity_headers(config),
                documents=LruCache(config.caches.documents),
                plans=LruCache(config.caches.plans),
                validations=SingleFlight(),
                plannings=SingleFlight(),
            )
        )

    async def handle(self, request: HttpRequest) -> HttpResponse:
        """One GraphQL request, whatever server took it."""
        return await self._handler.handle(request)

    async def why_not_ready(self) -> list[str]:
        """One sentence for each subgraph that cannot be asked; empty when all can."""
        reasons = await asyncio.gather(*(transport.why_not_ready() for transport in self.services.transports.values()))
        return [reason for reason in reasons if reason is not None]

    async def aclose(self) -> None:
        """Release connections and threads."""
        self.services.worker.close()
        await asyncio.gather(*(transport.aclose() for transport in self.services.transports.values()))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._asgi(scope, receive, send)


def _all_transports(
    supergraph: Supergraph, config: GatewayConfig, given: Mapping[str, Transport]
) -> dict[str, Transport]:
    unknown = sorted(set(given) - set(supergraph.subgraphs))
    if unknown:
        raise ValueError(
            f"The supergraph has no subgraph {unknown[0]!r}; it has {', '.join(sorted(supergraph.subgraphs))}."
        )
    transports = dict(given)
    for name, subgraph in supergraph.subgraphs.items():
        if name in transports:
            continue
        if not subgraph.url:
            raise ValueError(f"Subgraph {name!r} has no address and no transport was given for it.")
        transports[name] = HttpTransport(name, subgraph.url, config.http)
    return transports


def _token_verifier(config: GatewayConfig) -> ClientTokenVerifier | None:
    tokens = config.client_tokens
    return ClientTokenVerifier(tokens, LruCache(tokens.cached_tokens)) if tokens else None


def _identity_headers(config: GatewayConfig) -> IdentityHeaders:
    tokens = config.internal_tokens
    if tokens is None:
        return no_identity_headers
    return InternalTokenIssuer(tokens, LruCache(tokens.cached_tokens)).headers_for
