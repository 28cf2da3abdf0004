"""What the stages work with: built once for each supergraph, shared by all requests that use it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import orjson
from graphql import GraphQLError

from marketplace.gateway.auth import ClientTokenVerifier, InternalTokenIssuer, NoPolicies, PolicyDecider
from marketplace.gateway.cache import AnswerCaching, CachedFetches, LruCache, ResponseCache, SingleFlight, vary_of
from marketplace.gateway.config import GatewayConfig
from marketplace.gateway.context import IdentityHeaders, PermissionTable
from marketplace.gateway.headers import RequestHeaders, ResponseHeaders
from marketplace.gateway.limits.rate import RateLimiter
from marketplace.gateway.limits.shedding import LoadShedder
from marketplace.gateway.persisted import AutomaticQueries, TrustedDocuments
from marketplace.gateway.pipeline.client_directory import ClientDirectory
from marketplace.gateway.pipeline.demand_control import DemandControl
from marketplace.gateway.pipeline.exchange import PlanKey, PreparedDocument
from marketplace.gateway.pipeline.hooks import Hooks
from marketplace.gateway.pipeline.shared_work import SharedWork
from marketplace.gateway.pipeline.worker import Worker
from marketplace.gateway.plan import QueryPlan
from marketplace.gateway.planner import Planner
from marketplace.gateway.ports import EventSource, Recorder, Transport
from marketplace.gateway.redis import RedisClient
from marketplace.gateway.supergraph.model import Supergraph


@dataclass(slots=True)
class CachedPlan:
    """A plan, and how often it came out of the cache: what is used most is planned first for a new supergraph."""

    plan: QueryPlan
    uses: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """`worker` runs what is CPU-bound and slow (validation, planning) away from the event loop. `demand` is None where
    costs are not estimated.
    """

    config: GatewayConfig
    supergraph: Supergraph
    planner: Planner
    transports: Mapping[str, Transport]
    event_sources: Mapping[str, EventSource]
    recorder: Recorder
    worker: Worker
    token_verifier: ClientTokenVerifier | None
    identity_headers: IdentityHeaders
    permissions: PermissionTable
    documents: LruCache[str, PreparedDocument]
    plans: LruCache[PlanKey, CachedPlan]
    parsings: SingleFlight[str, PreparedDocument] = field(default_factory=SingleFlight)
    validations: SingleFlight[tuple[bytes, bool], tuple[GraphQLError, ...]]
    plannings: SingleFlight[PlanKey, QueryPlan]
    clients: ClientDirectory
    redis: RedisClient | None = None
    rate_limiter: RateLimiter | None = None
    shedder: LoadShedder | None = None
    demand: DemandControl | None = None
    policies: PolicyDecider = field(default_factory=NoPolicies)
    internal_tokens: InternalTokenIssuer | None = None
    automatic: AutomaticQueries | None = None
    trusted: TrustedDocuments | None = None
    caching: AnswerCaching | None = None
    """What keeps answers; None where none are kept."""
    fetches: CachedFetches | None = None
    responses: ResponseCache | None = None
    shared_work: SharedWork | None = None
    request_headers: RequestHeaders | None = None
    """What subgraphs get of clients' headers; None where they get nothing."""
    response_headers: ResponseHeaders | None = None
    """What clients get of subgraphs' headers; None where they get nothing."""
    hooks: Hooks | None = None
    """Functions of whoever runs the gateway; None where there are none."""
    vary_headers: tuple[str, ...] = ()
    """Headers, in lower case, by which subgraphs may tell two requests of one client apart."""
    vary: str = ""
    """The response header of answers that clients may keep."""

    def vary_of(self, headers: Mapping[str, str]) -> bytes:
        """What of a client's headers subgraphs may tell requests apart by."""
        named = vary_of(headers, self.vary_headers)
        rules = self.request_headers
        if rules is None or not rules.has_patterns:
            return named
        return named + orjson.dumps(rules.matching(headers))

    @property
    def tells_requests_apart(self) -> bool:
        """Whether equal requests are looked for."""
        return self.responses is not None or self.shared_work is not None
