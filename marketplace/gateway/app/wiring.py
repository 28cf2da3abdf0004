"""From a supergraph to the services that answer with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

from marketplace.gateway.app.rate_limiting import rate_limiter
from marketplace.gateway.auth import ClientTokenVerifier, InternalTokenIssuer, PolicyDecider, RolePolicies
from marketplace.gateway.cache import AnswerCaching, LruCache, SharedTransport, SingleFlight
from marketplace.gateway.config import DemandMode, GatewayConfig, InstanceConfig, SubgraphConfig
from marketplace.gateway.context import PermissionTable, no_identity_headers
from marketplace.gateway.headers import RequestHeaders, ResponseHeaders
from marketplace.gateway.limits.shedding import LoadShedder
from marketplace.gateway.persisted import AutomaticQueries, TrustedDocuments
from marketplace.gateway.pipeline import ClientDirectory, DemandControl, Services, SharedWork, Worker
from marketplace.gateway.pipeline.hooks import HookedTransport, Hooks
from marketplace.gateway.planner import Planner, PlannerLimits
from marketplace.gateway.ports import EventSource, Recorder, Transport
from marketplace.gateway.redis import RedisClient, connect
from marketplace.gateway.supergraph.model import Supergraph
from marketplace.gateway.telemetry import CompositeRecorder, NullRecorder, RecordedEventSource, RecordedTransport
from marketplace.gateway.transport import (
    Observe,
    SeveralEventSources,
    connect_subgraph,
    event_source_at,
    observe_nothing,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wiring:
    """What a gateway is made of besides its supergraph; it stays when the supergraph is replaced.

    `transports` and `event_sources`, by subgraph, were given by whoever made the gateway. For other subgraphs they
    are made from the addresses in the supergraph, anew for each. Without a decider the configuration's policies hold.
    """

    config: GatewayConfig
    transports: Mapping[str, Transport] = field(default_factory=dict)
    event_sources: Mapping[str, EventSource] = field(default_factory=dict)
    recorder: Recorder = field(default_factory=NullRecorder)
    observe: Observe = observe_nothing
    policies: PolicyDecider | None = None

    @classmethod
    def configured(
        cls,
        config: GatewayConfig,
        transports: Mapping[str, Transport] | None,
        recorder: Recorder | None,
        event_sources: Mapping[str, EventSource] | None,
        policies: PolicyDecider | None,
    ) -> Self:
        """None for what the configuration decides."""
        recorder = recorder or CompositeRecorder.configured(config.telemetry) or NullRecorder()
        return cls(
            config=config,
            transports=transports or {},
            event_sources=event_sources or {},
            recorder=recorder,
            policies=policies,
            observe=recorder.observe if isinstance(recorder, CompositeRecorder) else observe_nothing,
        )

    @classmethod
    def of(cls, services: Services) -> Self:
        """That these services could have been made by."""
        return cls(
            config=services.config,
            transports=services.transports,
            event_sources=services.event_sources,
            recorder=services.recorder,
            policies=services.policies,
        )

    def services(self, supergraph: Supergraph, predecessor: Services | None = None) -> Services:
        """Raises ValueError where a subgraph cannot be asked."""
        config = self.config
        instances = {name: self._instances(name, info.url) for name, info in supergraph.subgraphs.items()}
        hooks = _hooks(config, predecessor)
        rules = config.headers
        request_headers = RequestHeaders(rules) if rules.request or rules.request_of else None
        response_headers = ResponseHeaders(rules) if rules.response or rules.response_of else None
        shares = config.caches.share_subgraph_requests and not (response_headers and response_headers.passes_cookies)
        transports = {
            name: _hooked(self._recorded(name, _shared(name, self._transport(name, of), shares=shares)), hooks)
            for name, of in instances.items()
        }
        sources = {name: self._event_source(name, addresses) for name, addresses in instances.items()}
        redis = predecessor.redis if predecessor else connect(config.redis) if config.redis else None
        caching = _caching(config, redis, predecessor)
        vary_headers = (
            *(caching.config.vary_headers if caching else ()),
            *(request_headers.names if request_headers else ()),
        )
        internal_tokens = _internal_tokens(config, predecessor)
        return Services(
            config=config,
            supergraph=supergraph,
            planner=Planner(supergraph, PlannerLimits(max_seconds=config.limits.planning_timeout)),
            transports=transports,
            event_sources={
                name: RecordedEventSource(source) if self.recorder.enabled else source
                for name, source in sources.items()
                if source is not None
            },
            recorder=self.recorder,
            worker=predecessor.worker if predecessor else Worker(config.limits.max_waiting_work),
            token_verifier=(
                predecessor.token_verifier
                if predecessor and predecessor.config.client_tokens == config.client_tokens
                else _token_verifier(config)
            ),
            internal_tokens=internal_tokens,
            identity_headers=internal_tokens.headers_for if internal_tokens else no_identity_headers,
            permissions=PermissionTable.of(config),
            documents=LruCache(config.caches.documents, config.caches.kept_characters),
            plans=LruCache(config.caches.plans, config.caches.kept_characters),
            validations=SingleFlight(),
            plannings=SingleFlight(),
            clients=ClientDirectory(config.clients),
            redis=redis,
            rate_limiter=rate_limiter(config, redis, predecessor.rate_limiter if predecessor else None),
            shedder=_shedder(config, predecessor),
            demand=_demand_control(supergraph, config),
            policies=self.policies or RolePolicies(config.authorization.policies),
            automatic=_automatic_queries(config, redis, predecessor),
            trusted=TrustedDocuments(config.persisted.trusted) if config.persisted.trusted else None,
            caching=caching,
            request_headers=request_headers,
            response_headers=response_headers,
            hooks=hooks,
            shared_work=SharedWork() if config.caches.share_client_requests and response_headers is None else None,
            fetches=caching.fetches(supergraph) if caching else None,
            responses=caching.responses(supergraph) if caching else None,
            vary_headers=vary_headers,
            vary=_vary(vary_headers, request_headers),
        )

    def refuse_unknown_names(self, supergraph: Supergraph) -> None:
        """Raises ValueError for something given or configured for a subgraph that does not exist."""
        resilience, headers = self.config.resilience, self.config.headers
        named = {*self.transports, *self.event_sources, *self.config.subgraphs, *self.config.live.events_of}
        named |= {*resilience.subgraphs_of, *resilience.required_subgraphs}
        named |= {*headers.request_of, *headers.response_of}
        unknown = sorted(named - set(supergraph.subgraphs))
        if unknown:
            raise ValueError(
                f"The supergraph has no subgraph {unknown[0]!r}; it has {', '.join(sorted(supergraph.subgraphs))}."
            )

    def was_given(self, transport: Transport) -> bool:
        """Whether it is not ours to close."""
        layers = [transport]
        while isinstance(layers[-1], HookedTransport | RecordedTransport | SharedTransport):
            layers.append(layers[-1].inner)
        return any(given in layers for given in self.transports.values())

    def _recorded(self, name: str, transport: Transport) -> Transport:
        """Costs nothing where nothing is recorded."""
        if not self.recorder.enabled or isinstance(transport, HookedTransport | RecordedTransport):
            return transport
        if isinstance(self.recorder, CompositeRecorder) and self.recorder.metrics is not None:
            self.recorder.metrics.expect_subgraph(name)
        return RecordedTransport(transport, self.recorder)

    def _instances(self, name: str, url: str) -> tuple[InstanceConfig, ...]:
        """The options' addresses go before the supergraph's; none where neither has any."""
        configured = self.config.subgraphs.get(name, SubgraphConfig())
        if configured.instances:
            return configured.instances
        address = configured.url or url
        return (InstanceConfig(url=address),) if address else ()

    def _transport(self, name: str, instances: Sequence[InstanceConfig]) -> Transport:
        if name in self.transports:
            return self.transports[name]
        if not instances:
            raise ValueError(f"Subgraph {name!r} has no address and no transport was given for it.")
        return connect_subgraph(name, instances, self.config, self.observe)

    def _event_source(self, name: str, instances: Sequence[InstanceConfig]) -> EventSource | None:
        if name in self.event_sources:
            return self.event_sources[name]
        url = instances[0].url if instances else ""
        live = self.config.live
        config = live.events_of.get(name, live.events)
        if not config.url and (not url or name in self.transports):
            return None
        if config.url or len(instances) == 1:
            return event_source_at(name, url, config)
        return SeveralEventSources([event_source_at(name, instance.url, config) for instance in instances])


def _shared(name: str, transport: Transport, *, shares: bool) -> Transport:
    if not shares or isinstance(transport, HookedTransport | RecordedTransport | SharedTransport):
        return transport
    return SharedTransport(name, transport)


def _hooked(transport: Transport, hooks: Hooks | None) -> Transport:
    """Costs nothing where no hook looks at subgraphs."""
    if hooks is None or not hooks.watch_subgraphs or isinstance(transport, HookedTransport):
        return transport
    return HookedTransport(transport, hooks)


def _hooks(config: GatewayConfig, predecessor: Services | None) -> Hooks | None:
    """They stay while they are the same."""
    if not config.hooks:
        return None
    known = predecessor.hooks if predecessor else None
    return known if known is not None and known.names == config.hooks else Hooks(config.hooks)


def _vary(names: Sequence[str], rules: RequestHeaders | None) -> str:
    """Where any header may reach a subgraph, none but the client's own cache can know what an answer depends on."""
    return "*" if rules is not None and rules.has_patterns else ", ".join(("accept", "authorization", *names))


def _automatic_queries(
    config: GatewayConfig, redis: RedisClient | None, predecessor: Services | None
) -> AutomaticQueries | None:
    """What clients have registered stays while its options stay the same."""
    options = config.persisted.automatic
    if options is None:
        return None
    known = predecessor.automatic if predecessor else None
    return known if known is not None and known.config == options else AutomaticQueries(options, redis)


def _caching(config: GatewayConfig, redis: RedisClient | None, predecessor: Services | None) -> AnswerCaching | None:
    """What is kept stays while its options stay the same."""
    options = config.caches.responses
    if options is None:
        return None
    known = predecessor.caching if predecessor else None
    return known if known is not None and known.config == options else AnswerCaching(options, redis)


def _shedder(config: GatewayConfig, predecessor: Services | None) -> LoadShedder | None:
    """What it knows of the process is kept while its options stay the same."""
    options = config.resilience.load_shedding
    if options is None:
        return None
    known = predecessor.shedder if predecessor else None
    return known if known is not None and known.config == options else LoadShedder(options)


def _demand_control(supergraph: Supergraph, config: GatewayConfig) -> DemandControl | None:
    if config.demand.mode is DemandMode.OFF:
        return None
    return DemandControl(supergraph, config.demand, config.caches)


def _token_verifier(config: GatewayConfig) -> ClientTokenVerifier | None:
    tokens = config.client_tokens
    return ClientTokenVerifier(tokens, LruCache(tokens.cached_tokens)) if tokens else None


def _internal_tokens(config: GatewayConfig, predecessor: Services | None) -> InternalTokenIssuer | None:
    tokens = config.internal_tokens
    if predecessor and predecessor.config.internal_tokens == tokens:
        return predecessor.internal_tokens
    return InternalTokenIssuer(tokens, LruCache(tokens.cached_tokens)) if tokens else None
