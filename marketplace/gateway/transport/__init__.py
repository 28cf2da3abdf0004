"""Ways to a subgraph and to its events: inside this process, over the network, and fakes."""

from marketplace.gateway.transport.connect import connect_subgraph, make_resilient
from marketplace.gateway.transport.events import (
    FakeEventSource,
    InProcessEventSource,
    SeveralEventSources,
    SseEventSource,
    WebSocketEventSource,
    event_source_at,
)
from marketplace.gateway.transport.fake import FakeTransport
from marketplace.gateway.transport.http import HttpTransport
from marketplace.gateway.transport.in_process import InProcessTransport
from marketplace.gateway.transport.refusing import RefusingTransport
from marketplace.gateway.transport.resilience import Observe, ResilienceEvent, ResilientTransport, observe_nothing

__all__ = [
    "FakeEventSource",
    "FakeTransport",
    "HttpTransport",
    "InProcessEventSource",
    "InProcessTransport",
    "Observe",
    "RefusingTransport",
    "ResilienceEvent",
    "ResilientTransport",
    "SeveralEventSources",
    "SseEventSource",
    "WebSocketEventSource",
    "connect_subgraph",
    "event_source_at",
    "make_resilient",
    "observe_nothing",
]
