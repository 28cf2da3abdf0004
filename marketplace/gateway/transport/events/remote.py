"""The event source for a subgraph's address."""

from marketplace.gateway.config import EventProtocol, EventSourceConfig
from marketplace.gateway.ports import EventSource
from marketplace.gateway.transport.events.sse import SseEventSource
from marketplace.gateway.transport.events.websocket import WebSocketEventSource


def event_source_at(name: str, url: str, config: EventSourceConfig) -> EventSource:
    """Speaks the protocol that is configured. Raises ValueError for a URL that cannot be one."""
    match config.protocol:
        case EventProtocol.WEBSOCKET:
            return WebSocketEventSource(name, config.url or url, config)
        case EventProtocol.SSE:
            return SseEventSource(name, config.url or url, config)
