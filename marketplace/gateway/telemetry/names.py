"""Every series that the gateway shows, written once.

Grammar: `holdfast_gateway_` + what is measured + its unit (`seconds`, `bytes`; none for a count) + `_total` for what
only grows, as Prometheus' practices for names ask.
"""

from enum import StrEnum

PREFIX = "holdfast_gateway_"


class Series(StrEnum):
    """The members' kinds follow from their names: `_total` grows, what is in HISTOGRAMS has buckets, the rest goes up
    and down.
    """

    BUILD_INFO = PREFIX + "build_info"
    REQUESTS = PREFIX + "requests_total"
    OPERATIONS = PREFIX + "operations_total"
    OPERATION_SECONDS = PREFIX + "operation_duration_seconds"
    ATTRIBUTED_ERRORS = PREFIX + "attributed_errors_total"
    ATTRIBUTED_SLOW = PREFIX + "attributed_slow_operations_total"
    REQUEST_SECONDS = PREFIX + "request_duration_seconds"
    REQUESTS_IN_FLIGHT = PREFIX + "requests_in_flight"
    STAGE_SECONDS = PREFIX + "stage_duration_seconds"
    RESPONSES_BY_CACHE = PREFIX + "response_cache_outcomes_total"
    ESTIMATED_COST = PREFIX + "operation_estimated_cost_total"
    ACTUAL_COST = PREFIX + "operation_actual_cost_total"
    SUBGRAPH_SECONDS = PREFIX + "subgraph_request_duration_seconds"
    SUBGRAPH_FAILURES = PREFIX + "subgraph_failures_total"
    SUBGRAPH_ERRORS = PREFIX + "subgraph_erroneous_answers_total"
    SUBGRAPH_SENT = PREFIX + "subgraph_request_bytes_total"
    SUBGRAPH_RECEIVED = PREFIX + "subgraph_response_bytes_total"
    SUBGRAPH_EVENTS = PREFIX + "subgraph_events_total"
    BREAKER_STATE = PREFIX + "circuit_breaker_state"
    INSTANCE_USABLE = PREFIX + "instance_usable"
    INSTANCE_IN_FLIGHT = PREFIX + "instance_requests_in_flight"
    INSTANCE_LATENCY = PREFIX + "instance_latency_seconds"
    RATE_LIMIT_OUTCOMES = PREFIX + "rate_limit_outcomes_total"
    SHED = PREFIX + "requests_shed_total"
    SHEDDING_LEVEL = PREFIX + "load_shedding_level"
    REDIS_AVAILABLE = PREFIX + "redis_available"
    WORK_WAITING = PREFIX + "preparations_waiting"
    EVENT_LOOP_LAG = PREFIX + "event_loop_lag_seconds"
    CACHE_HITS = PREFIX + "cache_hits_total"
    CACHE_MISSES = PREFIX + "cache_misses_total"
    CACHE_ENTRIES = PREFIX + "cache_entries"
    CACHE_INVALIDATIONS = PREFIX + "cache_invalidations_total"
    REQUESTS_SHARED = PREFIX + "requests_shared_total"
    LIVE_STREAMS = PREFIX + "live_streams"
    SUPERGRAPHS_RETIRING = PREFIX + "supergraphs_retiring"
    RELOADS = PREFIX + "reloads_total"
    TELEMETRY_DROPPED = PREFIX + "telemetry_dropped_total"


HISTOGRAMS = frozenset(
    {
        Series.REQUEST_SECONDS,
        Series.OPERATION_SECONDS,
        Series.STAGE_SECONDS,
        Series.SUBGRAPH_SECONDS,
        Series.EVENT_LOOP_LAG,
    },
)

HELP = {
    Series.BUILD_INFO: "What runs: version of the gateway and of Python; always 1.",
    Series.REQUESTS: "Requests answered, and operations over WebSocket; `code` is the first error's, or empty.",
    Series.OPERATIONS: "Operations by class and outcome; an error is what was not the client's fault.",
    Series.OPERATION_SECONDS: "From a request's arrival to its answer, but for the client's faults and streams.",
    Series.ATTRIBUTED_ERRORS: "Operations that ended in an error, each once, by whose failure came first.",
    Series.ATTRIBUTED_SLOW: "Operations that took longer than the threshold, each once, by who took the most of it.",
    Series.REQUEST_SECONDS: "From a request's arrival to its answer; streams are not in it.",
    Series.REQUESTS_IN_FLIGHT: "Requests being answered now, streams included.",
    Series.STAGE_SECONDS: "Time spent in each stage, waiting included; of a sample of the requests.",
    Series.RESPONSES_BY_CACHE: "Requests by what the response cache did for them.",
    Series.ESTIMATED_COST: "Sum of what operations were estimated to cost.",
    Series.ACTUAL_COST: "Sum of what operations cost.",
    Series.SUBGRAPH_SECONDS: "From sending a request to a subgraph to its whole answer, retries included.",
    Series.SUBGRAPH_FAILURES: "Requests to a subgraph without a usable answer, by code.",
    Series.SUBGRAPH_ERRORS: "Malformed answers of a subgraph, and those with an error that is not the client's fault.",
    Series.SUBGRAPH_SENT: "Bodies of requests to subgraphs.",
    Series.SUBGRAPH_RECEIVED: "Bodies of subgraphs' answers.",
    Series.SUBGRAPH_EVENTS: "Retries, hedged requests, breakers and instances that changed their state.",
    Series.BREAKER_STATE: "0 closed, 1 half-open, 2 open.",
    Series.INSTANCE_USABLE: "Whether an instance of a subgraph gets requests: healthy, and not left out.",
    Series.INSTANCE_IN_FLIGHT: "Requests that an instance has to answer now.",
    Series.INSTANCE_LATENCY: "What the balancer holds an instance's response time to be.",
    Series.RATE_LIMIT_OUTCOMES: "Requests refused by a rate limit, or not counted because Redis was away.",
    Series.SHED: "Requests refused because the process had too much to do, by priority.",
    Series.SHEDDING_LEVEL: "0: nothing is refused; 1, 2, 3: low, normal and high priority are.",
    Series.REDIS_AVAILABLE: "1 while Redis answers.",
    Series.WORK_WAITING: "Documents that wait for validation or planning.",
    Series.EVENT_LOOP_LAG: "How much later than asked the event loop ran a timer.",
    Series.CACHE_HITS: "What was asked of a cache and found.",
    Series.CACHE_MISSES: "What was asked of a cache and not found.",
    Series.CACHE_ENTRIES: "Entries of a cache now.",
    Series.CACHE_INVALIDATIONS: "Orders to forget cached answers.",
    Series.REQUESTS_SHARED: "Requests that got the answer of an equal one that was under way.",
    Series.LIVE_STREAMS: "WebSocket connections and event streams open now.",
    Series.SUPERGRAPHS_RETIRING: "Replaced supergraphs that requests still use.",
    Series.RELOADS: "Supergraphs and configurations put into service after the first, and supergraphs refused.",
    Series.TELEMETRY_DROPPED: "Lines of the access log, or traced requests, that found no room or were not taken.",
}


class Label(StrEnum):
    """Every label's name. None has a value that a client can choose without a bound on how many there are."""

    CACHE = "cache"
    CLIENT = "client"
    CODE = "code"
    EVENT = "event"
    INSTANCE = "instance"
    LIMIT = "limit"
    OPERATION = "operation"
    OPERATION_CLASS = "operation_class"
    OUTCOME = "outcome"
    PART = "part"
    PRIORITY = "priority"
    PYTHON = "python"
    STAGE = "stage"
    STATUS = "status"
    SUBGRAPH = "subgraph"
    THRESHOLD = "threshold"
    USE = "use"
    VERSION = "version"
    WHAT = "what"


OTHER = "other"
"""The value of a label whose bound is reached."""
