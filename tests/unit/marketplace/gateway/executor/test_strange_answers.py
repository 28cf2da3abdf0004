"""Whatever JSON a subgraph sends, in data or errors, the client gets a response and the process is unharmed."""

from __future__ import annotations

import asyncio
from typing import Any

import orjson
from hypothesis import given
from hypothesis import strategies as st

from marketplace.gateway.executor import execute_plan
from marketplace.gateway.transport.fake import Answer, FakeTransport
from tests.harness.federated_schemas import compose_supergraph, plan_operation
from tests.harness.gateway_context import request_context

PLAN = plan_operation(
    compose_supergraph(
        {
            "a": """
                type Query { one: Node some: [Node!]! pair: Pair }
                interface Node { id: ID! }
                union Pair = Ant | Bee
                type Ant implements Node @key(fields: "id") { id: ID! }
                type Bee implements Node @key(fields: "id") { id: ID! hive: Hive }
                type Hive @shareable { size: Int rows: [Int] }
            """,
            "b": """
                type Ant @key(fields: "id") { id: ID! legs: Int hives: [Hive!] }
                type Bee @key(fields: "id") {
                  id: ID! wings: [Int] hive: Hive @external honey: Int @requires(fields: "hive { size }")
                }
                type Hive @shareable { size: Int rows: [Int] }
            """,
        }
    ),
    """{
        one { __typename id ... on Ant { legs hives { size rows } } ... on Bee { honey wings } }
        some { ... on Ant { legs } ... on Bee { honey hive { rows } } }
        pair { __typename ... on Ant { legs } ... on Bee { wings honey } }
    }""",
)
WORDS = st.sampled_from(["Ant", "Bee", "Node", "Query", "Int", "Nobody", "1", "2", ""])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 2) | st.just(0.5) | WORDS,
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["__typename", "id", "hive", "size", "legs", "honey", "x"]), inner, max_size=4
        )
    ),
    max_leaves=5,
)
HIVES = st.fixed_dictionaries({"size": st.integers(0, 2) | JSON})
OBJECTS = (
    st.fixed_dictionaries({"__typename": st.sampled_from(["Ant", "Bee"]), "id": WORDS, "hive": HIVES})
    | st.fixed_dictionaries({"__typename": JSON, "id": JSON, "hive": HIVES | JSON})
    | JSON
)
ROOTS = st.fixed_dictionaries({"one": OBJECTS, "some": st.lists(OBJECTS, max_size=3) | JSON, "pair": OBJECTS}) | JSON
ENTITIES = st.fixed_dictionaries({}, optional={"legs": JSON, "hives": JSON, "wings": JSON, "honey": JSON}) | JSON
PATHS = st.lists(st.sampled_from(["one", "some", "_entities", "_0", "_1", "legs", 0, 1, 9]) | JSON, max_size=4)
ERRORS = (
    st.lists(
        st.fixed_dictionaries({}, optional={"message": JSON, "path": PATHS | JSON, "extensions": JSON})
        | st.fixed_dictionaries({"message": WORDS, "extensions": st.fixed_dictionaries({"code": JSON})}),
        max_size=2,
    )
    | JSON
)


@given(ROOTS, ERRORS, ENTITIES, ERRORS, st.booleans())
def test_every_answer_makes_a_response(root: Any, errors: Any, entity: Any, entity_errors: Any, seen: bool) -> None:
    def entities(request: dict[str, Any]) -> Answer:
        asked = {name: value for name, value in request["variables"].items() if name.startswith("representations")}
        keys = {name: "_entities" if name == "representations" else f"_{name[-1]}" for name in asked}
        return {"data": {keys[name]: [entity] * len(value) for name, value in asked.items()}, "errors": entity_errors}

    transports = {
        "a": FakeTransport(lambda _request: {"data": root, "errors": errors}),
        "b": FakeTransport(entities),
    }
    context = request_context(sees_errors=seen, public_codes=["1"])
    first, second = (asyncio.run(execute_plan(PLAN, {}, context, transports)) for _ in range(2))
    assert first == second
    orjson.dumps([first.data, first.errors])
    assert first.data is not None or first.errors
