"""A gateway with subscriptions: `clock` tells the time in events, `names` names the ticks' zones."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from marketplace.gateway.app import Gateway
from marketplace.gateway.config import GatewayConfig, LiveConfig
from marketplace.gateway.ports import EventSource
from marketplace.gateway.supergraph.composition import SubgraphDefinition, compose
from marketplace.gateway.transport import FakeEventSource, FakeTransport

CLOCK = """
extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
type Query { now: Int! }
type Mutation { wind: Int! }
type Subscription { ticks(every: Int = 1): Tick!  pulse: Int!  news: String! }
type Tick { number: Int!  zone: Zone! }
type Zone @key(fields: "id") { id: ID! }
"""
NAMES = """
extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
type Zone @key(fields: "id") { id: ID!  name: String! }
"""


def clock_supergraph(url: str = "", more: str = "") -> str:
    """`more` is added to the clock's schema."""
    composed = compose([SubgraphDefinition("clock", url, CLOCK + more), SubgraphDefinition("names", "", NAMES)])
    assert composed.supergraph_sdl is not None
    return composed.supergraph_sdl


def tick(number: int, zone: str = "utc") -> dict[str, Any]:
    """An event of the clock."""
    return {"data": {"ticks": {"number": number, "zone": {"__typename": "Zone", "id": zone}}}}


def name_zones(request: Mapping[str, Any]) -> dict[str, Any]:
    representations = request["variables"]["representations"]
    return {"data": {"_entities": [{"name": f"the zone {r['id']}"} for r in representations]}}


class ClockGateway:
    """The gateway and its fakes; another event source takes the fake's place."""

    def __init__(self, source: EventSource | None = None, config: GatewayConfig | None = None, **live: Any) -> None:
        config = config or GatewayConfig()
        self.events = FakeEventSource()
        self.clock = FakeTransport(lambda _: {"data": {"now": 12, "wind": 13}})
        self.names = FakeTransport(name_zones)
        self.gateway = Gateway.from_supergraph(
            clock_supergraph(),
            replace(config, live=replace(LiveConfig(), **live)),
            {"clock": self.clock, "names": self.names},
            event_sources={"clock": source or self.events},
        )
