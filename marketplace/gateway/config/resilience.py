"""What is done about subgraphs that fail, and about more work than the gateway can do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

from marketplace.gateway.config.units import Change, Range, Seconds, Share

AtLeastOne = Annotated[int, Range(1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthCheckConfig:
    """Questions asked of every instance at an interval. One that does not answer is not used until it does."""

    path: str = ""
    """Asked by GET, on the instance's host. Empty: the query `{__typename}` by POST, where queries go."""
    interval: Annotated[Seconds, Range(0.05)] = 5.0
    """Between two checks of an instance."""
    timeout: Seconds = 2.0
    """For one answer."""
    rise: AtLeastOne = 2
    """So many good answers in a row, and the instance is used again."""
    fall: AtLeastOne = 3
    """So many bad ones in a row, and it is not used any more; the very first check decides alone."""
    single: bool = False
    """Whether a subgraph's only instance is checked as well: requests to it then fail at once while it is down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BalancingConfig:
    """How one of several instances is chosen: the one with the fewest requests under way, then the fastest."""

    reads_from_primary: bool = False
    """Whether queries go to primaries while there are replicas. They always do when no replica can be used."""
    compared: AtLeastOne = 8
    """With more instances than this, two are drawn and the better one is taken."""
    latency_memory: Annotated[Seconds, Range(0.1)] = 10.0
    """After so long, a response time has lost two thirds of its weight."""
    slow_start: Seconds = 10.0
    """An instance that comes back gets its full share after so long; 0 for at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakerConfig:
    """When no more requests are sent because too many failed, and when it is tried again.

    Failures are requests without a whole answer in time, and answers with status 5xx; errors of GraphQL are none.
    """

    window: Annotated[Seconds, Range(0.1)] = 10.0
    """The failure rate is that of the last seconds."""
    minimum_calls: AtLeastOne = 20
    """With fewer requests in the window, a rate says nothing."""
    failure_rate: Share = 0.5
    """It opens from this share of failures on."""
    consecutive_failures: int = 5
    """It opens after so many failures in a row as well; 0 for never."""
    slow_call: Seconds | None = None
    """A request that takes longer is slow; empty for none."""
    slow_rate: Share = 0.9
    """It opens from this share of slow requests on."""
    open_time: Seconds = 1.0
    """For so long nothing is sent; twice as long each time that it does not help."""
    max_open_time: Seconds = 15.0
    """Never longer than this: so late it may be noticed that all is well again."""
    jitter: Share = 0.2
    """By up to this share the time is longer or shorter, so that gateways do not return at the same moment."""
    probes: AtLeastOne = 3
    """So many requests may then try, and when so many have succeeded, all may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EjectionConfig:
    """When one of several instances gets no requests for a while because it fails them."""

    breaker: BreakerConfig = field(default_factory=BreakerConfig)
    """When an instance is left out, for how long, and how it is tried again."""
    max_share: Share = 0.5
    """Not more than this share of a subgraph's instances at a time, though always one of several; and never all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryConfig:
    """Requests that are sent again: to another instance where there is one.

    Queries after a lost connection, a status of 502, 503 or 504, or a timeout of one of several instances; mutations
    only where nothing had been sent.
    """

    attempts: AtLeastOne = 3
    """Of one request in all."""
    first_delay: Seconds = 0.025
    """The wait before the first repetition is drawn between 0 and this; the range doubles each time."""
    max_delay: Seconds = 1.0
    """Where the range stops growing. Subgraphs that send `Retry-After` are given that long, if there is time."""
    budget_share: Share = 0.2
    """Repetitions as a share of all requests ..."""
    budget_minimum: float = 1.0
    """... and so many a second besides ..."""
    budget_burst: float = 50.0
    """... of which so many may be saved up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HedgingConfig:
    """A second request to another instance where the first takes long; the first answer is taken, the other request
    is dropped. Queries only.
    """

    delay: Seconds | None = None
    """When the second request is sent; empty to measure it."""
    percentile: Share = 0.95
    """Measured: when so many of the last requests would have been answered."""
    minimum_delay: Seconds = 0.005
    """Never sooner than this."""
    budget_share: Share = 0.1
    """Second requests as a share of all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubgraphPolicy:
    """What is done for one subgraph."""

    timeout: Seconds | None = None
    """For one answer; empty for the transport's `response_timeout`."""
    health_check: HealthCheckConfig = field(default_factory=HealthCheckConfig)
    """Questions asked of each instance."""
    balancing: BalancingConfig = field(default_factory=BalancingConfig)
    """Which instance is chosen."""
    ejection: EjectionConfig | None = field(default_factory=EjectionConfig)
    """Leaving out instances that fail; empty for never."""
    breaker: BreakerConfig | None = field(default_factory=BreakerConfig)
    """Sending nothing to a subgraph that fails as a whole; empty for never."""
    retry: RetryConfig | None = field(default_factory=RetryConfig)
    """Sending again; empty for never."""
    hedging: HedgingConfig | None = None
    """Asking two instances; empty for never."""


class Priority(StrEnum):
    """The order in which requests are refused under load: low ones first, critical ones only when the process holds as
    many requests as it may.
    """

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    CRITICAL = "critical"


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorityRule:
    """Requests that fit every condition given here have the priority."""

    priority: Priority
    """What they have."""
    operations: frozenset[str] = frozenset()
    """Names of operations, as the client sends them; empty for any."""
    types: frozenset[str] = frozenset()
    """`query`, `mutation` or `subscription`; empty for any."""
    roles: frozenset[str] = frozenset()
    """Roles of the client's token, one of which it must have; empty for any."""
    clients: frozenset[str] = frozenset()
    """Names of client applications; empty for any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadSheddingConfig:
    """Refusing some requests at once, so that the others are answered in time.

    The sign of too much work is how late the event loop runs its timers: every request waits as long before its turn.
    """

    target_lag: Seconds = 0.5
    """Lateness that is accepted."""
    interval: Annotated[Seconds, Range(0.05)] = 1.0
    """Shedding begins when the loop was later than that for so long without a break, as CoDel has it (RFC 8289)."""
    max_in_flight: AtLeastOne = 5_000
    """Requests in the process at a time; one more is refused whatever its priority."""
    retry_after: Seconds = 2.0
    """When refused clients are told to try again, in whole seconds rounded up."""
    rules: tuple[PriorityRule, ...] = (PriorityRule(priority=Priority.HIGH, types=frozenset({"mutation"})),)
    """The first that fits decides; requests that fit none are `normal`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DrainConfig:
    """The end of a process on SIGTERM."""

    notice: Seconds = 0.0
    """How long it still takes requests after it has said that it is not ready: as long as the balancer needs to
    notice. Connections are closed one by one with their next answer.
    """
    timeout: Seconds = 15.0
    """For requests under way after that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResilienceConfig:
    """Failing subgraphs, too much work, and the end of the process."""

    subgraphs: SubgraphPolicy = field(default_factory=SubgraphPolicy)
    """For every subgraph ..."""
    subgraphs_of: Mapping[str, SubgraphPolicy] = field(default_factory=dict)
    """... but those named here, which have a policy of their own."""
    required_subgraphs: frozenset[str] = frozenset()
    """The gateway is not ready while one of these has no usable instance. Others cost their own fields only."""
    load_shedding: LoadSheddingConfig | None = field(default_factory=LoadSheddingConfig)
    """Refusing requests under load; empty for never."""
    drain: Annotated[DrainConfig, Change.NEEDS_RESTART] = field(default_factory=DrainConfig)
    """The end on SIGTERM."""
