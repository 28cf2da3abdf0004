"""Ways to a subgraph's events: over WebSocket, over server-sent events, inside this process, and a fake."""

from marketplace.gateway.transport.events.fake import FakeEventSource
from marketplace.gateway.transport.events.in_process import InProcessEventSource
from marketplace.gateway.transport.events.remote import event_source_at
from marketplace.gateway.transport.events.several import SeveralEventSources
from marketplace.gateway.transport.events.sse import SseEventSource
from marketplace.gateway.transport.events.websocket import WebSocketEventSource

__all__ = [
    "FakeEventSource",
    "InProcessEventSource",
    "SeveralEventSources",
    "SseEventSource",
    "WebSocketEventSource",
    "event_source_at",
]
