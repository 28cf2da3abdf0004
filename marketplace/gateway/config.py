"""Every option of the gateway, as frozen dataclasses with safe defaults. Whoever wires the gateway
fills them; nothing here reads the environment, files or the clock. Sizes are bytes and times are
seconds unless named otherwise.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


class Audience(StrEnum):
    """Who may use a facility: nobody, holders of a privileged role, holders of any valid token, or
    everybody.
    """

    NOBODY = "nobody"
    PRIVILEGED = "privileged"
    AUTHENTICATED = "authenticated"
    EVERYBODY = "everybody"


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitsConfig:
    """Bounds on one request. The operation's are counted with fragments expanded, before
    validation, which is the expensive step: a 3 KB document of repeated fields can cost it half a
    second.
    """

    max_body_bytes: int = 256 * 1024
    body_timeout: float = 10.0
    max_json_depth: int = 32
    max_json_list: int = 1_000
    max_tokens: int = 2_000
    max_depth: int = 12
    max_introspection_depth: int = 20
    max_aliases: int = 30
    max_root_fields: int = 20
    max_directives: int = 50
    max_fields: int = 500
    max_repeats: int = 30
    """How often one selection set may name the same response field: validation compares every pair
    of them.
    """
    max_expanded_selections: int = 10_000
    max_validation_errors: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientTokenConfig:
    """How clients prove who they are: a JWT signed with HS256. Without a key every client is
    anonymous.
    """

    key: str = field(repr=False)
    issuer: str = "holdfast"
    audience: str = "marketplace"
    leeway: int = 5
    cached_tokens: int = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class InternalTokenConfig:
    """How the gateway tells subgraphs who is asking: a short-lived JWT, one per subgraph, signed
    with HS256.
    """

    key: str = field(repr=False)
    issuer: str = "gateway"
    lifetime: int = 60
    header: str = "x-holdfast-identity"
    cached_tokens: int = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class CacheConfig:
    """Entries kept per process."""

    documents: int = 2_000
    document_characters: int = 32_768
    """A longer document is not kept: comments and strings could fill the memory."""
    plans: int = 2_000
    warm_plans: int = 500
    """Plans made for a new supergraph before it takes traffic: those used most under the old one."""
    warm_seconds: float = 20.0
    """Traffic is not kept from a new supergraph for longer than this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpTransportConfig:
    """Connections to one subgraph."""

    max_connections: int = 64
    max_waiting: int = 1_024
    """Requests that may wait for a free connection; one more is refused at once."""
    connect_timeout: float = 2.0
    response_timeout: float = 10.0
    idle_timeout: float = 30.0
    """A connection unused for longer is not used again: keep it below the subgraph's own keep-alive
    time.
    """
    max_response_bytes: int = 16 * 1024 * 1024
    max_response_header_bytes: int = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class InProcessTransportConfig:
    """Threads that serve one subgraph inside this process."""

    threads: int = 4
    max_waiting: int = 1_024
    response_timeout: float = 10.0


class EventProtocol(StrEnum):
    """How a subgraph is subscribed to: the subprotocol `graphql-transport-ws` over WebSocket, or GraphQL over
    server-sent events in distinct connections mode.
    """

    WEBSOCKET = "websocket"
    SSE = "sse"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventSourceConfig:
    """Subscriptions to one subgraph, each on a connection of its own."""

    protocol: EventProtocol = EventProtocol.WEBSOCKET
    url: str = ""
    """Where to subscribe; empty for the address that answers queries (http becomes ws)."""
    open_timeout: float = 5.0
    """Until the subgraph has acknowledged the connection, or sent the head of its response."""
    ping_interval: float = 20.0
    """WebSocket pings; a subgraph that answers none of them for as long again is given up."""
    max_event_bytes: int = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveConfig:
    """Clients' WebSocket connections and event streams."""

    events: EventSourceConfig = EventSourceConfig()
    events_of: Mapping[str, EventSourceConfig] = field(default_factory=dict)
    """By subgraph, where it differs from `events`."""
    max_streams: int = 10_000
    """WebSocket connections and event streams of one process together."""
    max_operations: int = 100
    """At the same time on one WebSocket connection."""
    init_timeout: float = 5.0
    """Until a WebSocket client has sent `connection_init`."""
    keep_alive: float = 12.0
    """Silence after which a comment (event stream) or a ping (WebSocket) is sent. A WebSocket client that answers
    neither this ping nor sends anything else for as long again is given up.
    """
    max_waiting_messages: int = 256
    max_waiting_bytes: int = 4 * 1024 * 1024
    """What may wait for a slow client; with one more message it is given up."""
    send_timeout: float = 20.0
    """For the client to take one message off the network."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplorerConfig:
    """The page for people. Without `assets` (the npm packages' folder, `node_modules`) a built-in
    page is served.
    """

    enabled: bool = True
    assets: Path | None = None
    default_query: str = ""
    title: str = "GraphQL explorer"


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayConfig:
    """The whole gateway."""

    limits: LimitsConfig = LimitsConfig()
    client_tokens: ClientTokenConfig | None = None
    internal_tokens: InternalTokenConfig | None = None
    caches: CacheConfig = CacheConfig()
    http: HttpTransportConfig = HttpTransportConfig()
    in_process: InProcessTransportConfig = InProcessTransportConfig()
    live: LiveConfig = LiveConfig()
    explorer: ExplorerConfig = ExplorerConfig()
    operation_timeout: float = 10.0
    """Time for one client request; subgraphs are not waited for beyond it."""
    privileged_roles: frozenset[str] = frozenset({"ENGINEER", "ADMINISTRATOR"})
    introspection: Audience = Audience.EVERYBODY
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
