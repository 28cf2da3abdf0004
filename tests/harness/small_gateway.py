"""A gateway over two tiny subgraphs that answer from memory, for tests of what is around planning."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import orjson

from marketplace.gateway.app import Gateway
from marketplace.gateway.config import GatewayConfig
from marketplace.gateway.pipeline import HttpRequest, HttpResponse, new_exchange
from marketplace.gateway.ports import Recorder
from marketplace.gateway.supergraph.composition import SubgraphDefinition, compose
from marketplace.gateway.transport import FakeTransport
from marketplace.gateway.transport.fake import Answer

PEOPLE = """
extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
type Query { me: Person  person(id: ID!): Person  people(ids: [ID!], deep: Deep): [Person!]! }
type Mutation { rename(name: String!): Person }
type Person @key(fields: "id") { id: ID!  name: String!  friends: [Person!]! }
input Deep { deep: Deep }
"""
PETS = """
extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
type Person @key(fields: "id") { id: ID!  pets: [String!]! }
"""

ANN = {"__typename": "Person", "id": "1", "name": "Ann"}


def people_answer(_request: Mapping[str, Any]) -> Answer:
    """Everything a test's operation may ask of people."""
    return {"data": {"me": ANN, "person": ANN, "people": [ANN], "rename": {**ANN, "name": "Bea"}}}


def pets_answer(_request: Mapping[str, Any]) -> Answer:
    return {"data": {"_entities": [{"pets": ["Rex"]}]}}


class SmallGateway:
    """The gateway and its two fakes. Each request is handled in an event loop of its own."""

    def __init__(self, config: GatewayConfig | None = None, recorder: Recorder | None = None) -> None:
        composed = compose(
            [SubgraphDefinition("people", "", PEOPLE), SubgraphDefinition("pets", "", PETS)]
        ).supergraph_sdl
        assert composed is not None
        self.people = FakeTransport(people_answer)
        self.pets = FakeTransport(pets_answer)
        self.gateway = Gateway.from_supergraph(composed, config, {"people": self.people, "pets": self.pets}, recorder)

    def use_planner(self, planner: Any) -> None:
        """From now on another planner: anything with a method `plan`."""
        self.gateway = Gateway(replace(self.gateway.services, planner=planner))

    async def answer(self, request: HttpRequest) -> HttpResponse:
        with self.gateway.use() as handler:
            response = await handler.handle(new_exchange(request))
        assert isinstance(response, HttpResponse)
        return response

    def handle(self, request: HttpRequest) -> HttpResponse:
        return asyncio.run(self.answer(request))

    def post(self, body: Any, **headers: str) -> HttpResponse:
        """POST a JSON value, or raw bytes; header names are written with underscores."""
        content = body if isinstance(body, bytes) else orjson.dumps(body)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.handle(HttpRequest("POST", "", {"content-type": "application/json", **named}, content))

    def get(self, query_string: str, **headers: str) -> HttpResponse:
        return self.handle(HttpRequest("GET", query_string, headers))

    def query(self, text: str, **headers: str) -> dict[str, Any]:
        """The parsed response to a query without variables."""
        parsed: dict[str, Any] = orjson.loads(self.post({"query": text}, **headers).body)
        return parsed

    @property
    def subgraph_requests(self) -> int:
        """How many requests reached a subgraph: none, where the gateway refused."""
        return len(self.people.requests) + len(self.pets.requests)
