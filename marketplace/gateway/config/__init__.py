"""Every option of the gateway, as frozen dataclasses with safe defaults, one file for each concern.

Whoever wires the gateway fills them; nothing here reads the environment, files or the clock. Sizes are bytes and times
are seconds unless named otherwise. The docstring below a field is what its documentation says.
"""

from marketplace.gateway.config.audience import Audience
from marketplace.gateway.config.authorization import AuthorizationConfig, RefusalPlace
from marketplace.gateway.config.caches import CacheConfig, ResponseCacheConfig
from marketplace.gateway.config.clients import ClientsConfig, ForwardedHeader
from marketplace.gateway.config.cross_origin import CrossOriginConfig
from marketplace.gateway.config.demand import DemandConfig, DemandMode
from marketplace.gateway.config.explorer import ExplorerConfig
from marketplace.gateway.config.gateway import GatewayConfig
from marketplace.gateway.config.headers import HeaderMerge, HeadersConfig, RequestHeaderRule, ResponseHeaderRule
from marketplace.gateway.config.limits import LimitsConfig
from marketplace.gateway.config.live import EventProtocol, EventSourceConfig, LiveConfig
from marketplace.gateway.config.persisted import (
    AutomaticPersistedQueriesConfig,
    PersistedOperationsConfig,
    TrustedDocumentsConfig,
    UnknownOperations,
)
from marketplace.gateway.config.rate_limits import (
    OnRedisFailure,
    OperationType,
    RateLimitConfig,
    RateLimitHeaders,
    RateLimitKey,
    RateLimitsConfig,
)
from marketplace.gateway.config.redis import RedisConfig
from marketplace.gateway.config.resilience import (
    BalancingConfig,
    BreakerConfig,
    DrainConfig,
    EjectionConfig,
    HealthCheckConfig,
    HedgingConfig,
    LoadSheddingConfig,
    Priority,
    PriorityRule,
    ResilienceConfig,
    RetryConfig,
    SubgraphPolicy,
)
from marketplace.gateway.config.server import ServerConfig, SupergraphConfig, TlsConfig
from marketplace.gateway.config.subgraphs import InstanceConfig, InstanceRole, SubgraphConfig
from marketplace.gateway.config.telemetry import (
    AccessLogConfig,
    AdminConfig,
    MetricsConfig,
    OperationLabel,
    SubjectForm,
    TelemetryConfig,
    TracingConfig,
)
from marketplace.gateway.config.tokens import (
    ClientTokenConfig,
    IdentityClaim,
    InternalTokenConfig,
    SigningAlgorithm,
    TokenIssuerConfig,
)
from marketplace.gateway.config.transport import HttpTransportConfig, InProcessTransportConfig

__all__ = [
    "AccessLogConfig",
    "AdminConfig",
    "Audience",
    "AuthorizationConfig",
    "AutomaticPersistedQueriesConfig",
    "BalancingConfig",
    "BreakerConfig",
    "CacheConfig",
    "ClientTokenConfig",
    "ClientsConfig",
    "CrossOriginConfig",
    "DemandConfig",
    "DemandMode",
    "DrainConfig",
    "EjectionConfig",
    "EventProtocol",
    "EventSourceConfig",
    "ExplorerConfig",
    "ForwardedHeader",
    "GatewayConfig",
    "HeaderMerge",
    "HeadersConfig",
    "HealthCheckConfig",
    "HedgingConfig",
    "HttpTransportConfig",
    "IdentityClaim",
    "InProcessTransportConfig",
    "InstanceConfig",
    "InstanceRole",
    "InternalTokenConfig",
    "LimitsConfig",
    "LiveConfig",
    "LoadSheddingConfig",
    "MetricsConfig",
    "OnRedisFailure",
    "OperationLabel",
    "OperationType",
    "PersistedOperationsConfig",
    "Priority",
    "PriorityRule",
    "RateLimitConfig",
    "RateLimitHeaders",
    "RateLimitKey",
    "RateLimitsConfig",
    "RedisConfig",
    "RefusalPlace",
    "RequestHeaderRule",
    "ResilienceConfig",
    "ResponseCacheConfig",
    "ResponseHeaderRule",
    "RetryConfig",
    "ServerConfig",
    "SigningAlgorithm",
    "SubgraphConfig",
    "SubgraphPolicy",
    "SubjectForm",
    "SupergraphConfig",
    "TelemetryConfig",
    "TlsConfig",
    "TokenIssuerConfig",
    "TracingConfig",
    "TrustedDocumentsConfig",
    "UnknownOperations",
]
