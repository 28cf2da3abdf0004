"""Whatever is selected, contextual arguments have the values that one schema would hand down from object to object.

Runs a small sample. For thousands: `pytest tests/unit/marketplace/gateway/test_random_contexts.py
--hypothesis-profile=thorough`.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLResolveInfo, GraphQLSchema, execute_sync, parse, validate
from hypothesis import given, note, settings
from hypothesis import strategies as st

from marketplace.gateway.executor import execute_plan
from marketplace.gateway.operation.operation import coerce_variables, select_operation
from marketplace.gateway.plan import print_plan
from marketplace.gateway.transport import FakeTransport
from tests.harness.federated_schemas import compose_supergraph, executable_subgraph, plan_operation
from tests.harness.gateway_context import request_context
from tests.harness.random_operations import Bounds, ValuePool, operations

SUBGRAPHS = {
    "a": """
        type Query @context(name: "c") { mark: String node: Node nodes: [Node] crate: Crate }
        union Node = Shop | Stall | Market
        interface Place { crate: Crate mark: String }
        type Shop implements Place @key(fields: "id") @context(name: "c") {
          id: ID! mark: String node: Node crate: Crate crates: [[Crate]]
        }
        type Stall implements Place { mark: String crate: Crate node: Node }
        type Market @key(fields: "id") @context(name: "c") { id: ID! banner: Banner nodes: [Node] place: Place }
        type Banner { text: String }
        type Crate @key(fields: "id") {
          id: ID!
          size: Int @external
          price(pick: Int, mark: String @fromContext(
            field: "$c ... on Query { mark } ... on Shop { mark } ... on Market { banner { text } }"
          )): String
          sized(mark: String @fromContext(
            field: "$c ... on Query { mark } ... on Shop { mark } ... on Market { banner { text } }"
          )): String @requires(fields: "size")
          inner(mark: String @fromContext(
            field: "$c ... on Query { mark } ... on Shop { mark } ... on Market { banner { text } }"
          )): Crate
        }
    """,
    "b": """
        type Crate @key(fields: "id") {
          id: ID! size: Int shop: Shop others: [Crate]
          price(pick: Int): String @external
          label: String @requires(fields: "price")
        }
        type Shop @key(fields: "id") { id: ID! keeper: Crate next: Shop }
        type Market @key(fields: "id") { id: ID! shops: [Shop] }
    """,
}
SUPERGRAPH = compose_supergraph(SUBGRAPHS)
TAKING = ("price", "sized", "inner")
POOL = ValuePool({"pick": [0, 1]})


@dataclass(frozen=True)
class Held:
    """An object, and the value of the context around it. Objects of no identity are told apart by their origin."""

    type: str
    identity: str
    outer: str | None = None


class Town:
    """Values computed from a seed: for one schema that hands contexts down, and for subgraphs that are given them."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def _number(self, *place: str) -> int:
        return random.Random(f"{self._seed} {place}").randrange(1000)

    def _mark(self, held: Held) -> str | None:
        """The value of the context that the object sets."""
        text = self._value(held, "banner" if held.type == "Market" else "mark")
        mark: str | None = self._value(text, "text") if isinstance(text, Held) else text
        return mark

    def _value(self, held: Held, name: str, info: GraphQLResolveInfo[Any] | None = None) -> Any:
        number = self._number(held.type, held.identity, name)
        if name == "id":
            return held.identity
        if name == "size":
            return number % 10
        if number % 7 == 0:
            return None
        if name in ("mark", "text"):
            return f"mark {number % 4}"
        if name == "banner":
            return Held("Banner", held.identity)
        assert info is not None
        return self._objects(held, name, str(info.return_type), info)

    def _objects(self, held: Held, name: str, type_: str, info: GraphQLResolveInfo[Any]) -> Any:
        number = self._number(held.type, held.identity, name, type_)
        if type_.startswith("["):
            return [
                self._objects(Held(held.type, f"{held.identity}/{n}"), name, type_[1:-1], info)
                for n in range(number % 3)
            ]
        members = {"Node": ["Shop", "Stall", "Market"], "Place": ["Shop", "Stall"]}.get(type_, [type_])
        member = members[number % len(members)]
        return Held(member, f"{held.identity}.{name}" if member == "Stall" else str(number % 3))

    def expected(self, query: str, variables: Mapping[str, Any]) -> Any:
        """What one schema answers, in which every object knows the context around it."""
        return self._execute(SUPERGRAPH.client_schema, query, variables, self._resolve_whole)

    def transport(self, name: str) -> FakeTransport:
        """A subgraph, which takes the value from the argument."""
        schema = executable_subgraph(SUBGRAPHS[name])

        def answer(body: dict[str, Any]) -> dict[str, Any]:
            assert validate(schema, parse(body["query"])) == [], body["query"]
            return {"data": self._execute(schema, body["query"], body.get("variables"), self._resolve_part)}

        return FakeTransport(answer)

    @staticmethod
    def _execute(schema: GraphQLSchema, query: str, variables: Mapping[str, Any] | None, resolve: Any) -> Any:
        result = execute_sync(
            schema,
            parse(query),
            root_value=Held("Query", ""),
            variable_values=dict(variables or {}),
            field_resolver=resolve,
            type_resolver=lambda held, *_: held.type,
        )
        assert result.errors is None
        return result.data

    def _resolve_whole(self, held: Held, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
        name = info.field_name
        sets = held.type in ("Query", "Shop", "Market")
        value = self._take(held, name, arguments, held.outer, info)
        return self._hand_down(value, self._mark(held) if sets else held.outer)

    def _hand_down(self, value: Any, mark: str | None) -> Any:
        if isinstance(value, list):
            return [self._hand_down(item, mark) for item in value]
        return Held(value.type, value.identity, mark) if isinstance(value, Held) else value

    def _resolve_part(self, held: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
        if info.field_name == "_entities":
            return [Held(r["__typename"], r["id"], r.get("price")) for r in arguments["representations"]]
        if info.field_name == "label":
            return f"label of {held.outer}"
        return self._take(held, info.field_name, arguments, arguments.pop("mark", None), info)

    def _take(
        self, held: Held, name: str, arguments: Mapping[str, Any], mark: str | None, info: GraphQLResolveInfo[Any]
    ) -> Any:
        if name == "label":
            return f"label of {self._take(held, 'price', {}, mark, info)}"
        if name == "inner":
            return Held("Crate", str(self._number(held.identity, str(mark)) % 3))
        if name in TAKING:
            return f"{name} {held.identity} {dict(arguments)} {mark}"
        return self._value(held, name, info)


@given(st.integers(0, 1000), st.data())
@settings(max_examples=2000 if settings.get_current_profile_name() == "thorough" else 60, deadline=None)
def test_contexts_are_handed_down(seed: int, data: st.DataObject) -> None:
    town = Town(seed)
    operation = data.draw(operations(SUPERGRAPH.client_schema, POOL, Bounds(depth=9, fields=4, total=40)))
    document = parse(operation.query)
    if validate(SUPERGRAPH.client_schema, document):
        return
    plan = plan_operation(SUPERGRAPH, operation.query, operation.variables)
    note(print_plan(plan))
    variables = coerce_variables(SUPERGRAPH, select_operation(document, None), operation.variables)
    transports = {name: town.transport(name) for name in SUBGRAPHS}
    result = asyncio.run(execute_plan(plan, variables, request_context(), transports))
    assert result.errors == []
    assert result.data == town.expected(operation.query, operation.variables)
