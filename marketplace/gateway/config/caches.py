"""What is remembered between requests."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from marketplace.gateway.config.units import Bytes, Seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseCacheConfig:
    """Answers kept for later requests: whole responses, and what subgraphs answer for single entities and root
    fields. How long is said by the subgraphs (`Cache-Control`) and their schemas (`@cacheControl`); errors are never
    kept. Where Redis is configured the gateway's processes share what they keep.
    """

    whole_responses: bool = True
    """Keep the responses to clients' queries."""
    entities: bool = True
    """Keep subgraphs' answers, each entity and the root fields of each request by themselves."""
    default_max_age: Seconds = 0.0
    """How long an answer is fresh for which neither the subgraph nor its schema says anything."""
    default_max_age_of: Mapping[str, Seconds] = field(default_factory=dict)
    """The same for one subgraph (`reviews`) or one type of it (`reviews.Product`), which wins: the entities of the
    type."""
    longest_max_age: Seconds = 86_400.0
    """Nothing is kept for longer, whatever is said."""
    stale_while_revalidate: Seconds = 0.0
    """How long after its time an answer may still be given, while it is asked for anew in the background; for
    subgraphs that say nothing of it."""
    stale_if_error: Seconds = 0.0
    """How long after its time an answer may be given when the subgraph fails; for subgraphs that say nothing of it."""
    early_refresh: float = 1.0
    """How eagerly an answer that is much used and slow to get is asked for anew, in the background, before its time
    ends (the beta of XFetch); 0 for never."""
    forget_after_mutations: bool = True
    """Forget all answers of a subgraph after each mutation that it was sent, in all processes. Switch it off where
    subgraphs tell what they have changed, so that only that is forgotten."""
    vary_headers: tuple[str, ...] = ()
    """Request headers, in lower case, that whole responses and subgraphs' answers depend on besides who asks. Those
    that are passed on to subgraphs count without being named."""
    memory: Bytes = 64 * 1024 * 1024
    """What is kept in each process; what was not used for longest is forgotten first."""
    largest: Bytes = 1024 * 1024
    """A larger answer is not kept."""
    key_prefix: str = "holdfast:cache:"
    """Before all keys and the channel in Redis; gateways with the same prefix share their answers."""
    compress_above: Bytes = 4 * 1024
    """A larger answer is compressed in Redis."""
    longest_without_redis: Seconds = 5.0
    """While the channel that tells of invalidations is lost, nothing is kept in a process for longer: it would not
    hear of them. Only where Redis is configured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CacheConfig:
    """What each process keeps."""

    documents: int = 2_000
    """Parsed and validated documents."""
    document_characters: int = 32_768
    """A longer document is not kept: comments and strings could fill the memory."""
    plans: int = 2_000
    """Query plans."""
    kept_characters: int = 500_000
    """Of all kept documents together, and of the documents of all kept plans: each takes up to 200 bytes of memory."""
    warm_plans: int = 500
    """Plans made for a new supergraph before it takes traffic: those used most under the old one."""
    warm_seconds: Seconds = 20.0
    """Traffic is not kept from a new supergraph for longer than this."""
    share_subgraph_requests: bool = True
    """Let equal queries to a subgraph that are under way at the same time, for the same client, share one request."""
    share_client_requests: bool = False
    """Let equal queries of the same client, or of strangers, that are under way at the same time share one execution.
    Give the headers that subgraphs tell them apart by, as `responses.vary_headers`."""
    responses: ResponseCacheConfig | None = None
    """Answers kept for later requests; without it none are."""
