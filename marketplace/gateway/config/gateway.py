"""The whole gateway."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from marketplace.gateway.config.audience import Audience
from marketplace.gateway.config.authorization import AuthorizationConfig
from marketplace.gateway.config.caches import CacheConfig
from marketplace.gateway.config.clients import ClientsConfig
from marketplace.gateway.config.cross_origin import CrossOriginConfig
from marketplace.gateway.config.demand import DemandConfig
from marketplace.gateway.config.explorer import ExplorerConfig
from marketplace.gateway.config.headers import HeadersConfig
from marketplace.gateway.config.limits import LimitsConfig
from marketplace.gateway.config.live import LiveConfig
from marketplace.gateway.config.persisted import PersistedOperationsConfig
from marketplace.gateway.config.rate_limits import RateLimitsConfig
from marketplace.gateway.config.redis import RedisConfig
from marketplace.gateway.config.resilience import ResilienceConfig
from marketplace.gateway.config.server import ServerConfig, SupergraphConfig
from marketplace.gateway.config.subgraphs import SubgraphConfig
from marketplace.gateway.config.telemetry import TelemetryConfig
from marketplace.gateway.config.tokens import ClientTokenConfig, InternalTokenConfig
from marketplace.gateway.config.transport import HttpTransportConfig, InProcessTransportConfig
from marketplace.gateway.config.units import Change, Seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayConfig:
    """The whole gateway."""

    server: Annotated[ServerConfig, Change.NEEDS_RESTART] = field(default_factory=ServerConfig)
    """How `serve` listens; inside another server it means nothing."""
    supergraph: Annotated[SupergraphConfig, Change.NEEDS_RESTART] = field(default_factory=SupergraphConfig)
    """Where `serve` finds the supergraph."""
    subgraphs: Mapping[str, SubgraphConfig] = field(default_factory=dict)
    """By name: those that are elsewhere than the supergraph says."""
    cross_origin: CrossOriginConfig = field(default_factory=CrossOriginConfig)
    """Which web pages' scripts may ask."""
    limits: LimitsConfig = field(default_factory=LimitsConfig)
    """Bounds on one request."""
    demand: DemandConfig = field(default_factory=DemandConfig)
    """What operations may cost."""
    client_tokens: ClientTokenConfig | None = None
    """How clients prove who they are; without it every client is a stranger."""
    authorization: AuthorizationConfig = field(default_factory=AuthorizationConfig)
    """What is done with fields that a client may not see."""
    internal_tokens: InternalTokenConfig | None = None
    """How subgraphs are told who is asking; without it they are told nothing."""
    persisted: PersistedOperationsConfig = field(default_factory=PersistedOperationsConfig)
    """Operations that clients need not, or must not, send as text."""
    caches: CacheConfig = field(default_factory=CacheConfig)
    """What is remembered between requests."""
    http: HttpTransportConfig = field(default_factory=HttpTransportConfig)
    """Connections to subgraphs over HTTP."""
    in_process: Annotated[InProcessTransportConfig, Change.NEEDS_RESTART] = field(
        default_factory=InProcessTransportConfig
    )
    """Subgraphs inside this process."""
    headers: HeadersConfig = field(default_factory=HeadersConfig)
    """Which headers pass the gateway."""
    hooks: tuple[str, ...] = ()
    """Classes of your own with functions that are called at stages of a request, each as `module:Class`; see
    `pipeline/hooks.py`."""
    clients: ClientsConfig = field(default_factory=ClientsConfig)
    """How clients are told apart before anything is proved."""
    rate_limits: RateLimitsConfig = field(default_factory=RateLimitsConfig)
    """How much one client may ask in how much time; without any limit as much as it likes."""
    redis: Annotated[RedisConfig | None, Change.NEEDS_RESTART] = None
    """What gateway processes share; without it each process counts and caches for itself."""
    resilience: ResilienceConfig = field(default_factory=ResilienceConfig)
    """Failing subgraphs, too much work, and the end of the process."""
    live: LiveConfig = field(default_factory=LiveConfig)
    """Subscriptions: to subgraphs, and of clients."""
    explorer: ExplorerConfig = field(default_factory=ExplorerConfig)
    """The page for people."""
    telemetry: Annotated[TelemetryConfig, Change.NEEDS_RESTART] = field(default_factory=TelemetryConfig)
    """What the gateway tells about itself."""
    operation_timeout: Seconds = 10.0
    """Time for one client request; subgraphs are not waited for beyond it."""
    privileged_roles: frozenset[str] = frozenset({"ENGINEER", "ADMINISTRATOR"})
    """Who belongs to the audience `privileged`."""
    introspection: Audience = Audience.PRIVILEGED
    """Who may read the schema by introspection."""
    suggestions: Audience = Audience.AUTHENTICATED
    """Who reads "Did you mean ..." in validation errors: to strangers it would spell out the
    schema.
    """
    override_labels: frozenset[str] = frozenset()
    """Labels of progressive overrides that are active for every request, beside the drawn `percent(n)`."""
    query_plans: Audience = Audience.PRIVILEGED
    """Who gets `extensions.plan` when asking with the header `x-holdfast-explain: plan`."""
    subgraph_errors: Audience = Audience.PRIVILEGED
    """Who reads the subgraph's name and full text in errors."""
    public_error_codes: frozenset[str] = frozenset(
        {"BAD_USER_INPUT", "FORBIDDEN", "MALFORMED_ID", "PERMISSION_DENIED", "UNAUTHENTICATED"}
    )
    """Codes of subgraphs' errors whose message is meant for clients: everybody reads these."""
