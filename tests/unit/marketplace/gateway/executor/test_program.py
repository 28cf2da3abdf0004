"""Compiled and interpreted programs give the same, whatever the subgraphs answered."""

from __future__ import annotations

import copy
import time
from collections import defaultdict
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from marketplace.gateway.config import GatewayConfig
from marketplace.gateway.context import Permissions, RequestContext
from marketplace.gateway.executor.errors import ErrorCollector
from marketplace.gateway.executor.gathering import Waiting
from marketplace.gateway.executor.program import Program
from tests.harness.federated_schemas import compose_supergraph, plan_operation

SUPERGRAPH = compose_supergraph(
    {
        "shop": """
            type Query { items: [Item!] pair: [[Item]] thing: Thing! }
            interface Thing { id: ID! }
            enum Mood { CALM LOUD HIDDEN @inaccessible }
            scalar Anything
            type Item implements Thing @key(fields: "id") @key(fields: "code { part }") {
              id: ID! code: Code name: String left: Int! price: Float open: Boolean moods: [Mood!] any: Anything
              matrix: [[Int!]]
            }
            type Code { part: Int }
            type Other implements Thing @key(fields: "id") { id: ID! item: Item }
        """,
        "voices": """
            type Item @key(fields: "id") { id: ID! name: String @external said: [String!] @requires(fields: "name") }
            type Other @key(fields: "id") { id: ID! said: String }
        """,
    }
)
PLAN = plan_operation(
    SUPERGRAPH,
    """{
        items { ...all twice: id }
        pair { ...all }
        thing { __typename id ... on Item { ...all } ... on Other { said item { id said } } }
    }
    fragment all on Item { id code { part } name left price open moods any matrix said }
    """,
)

LEAF = (
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.just(2**31)
    | st.floats(0, 2)
    | st.sampled_from(["", "1", "CALM", "LOUD", "HIDDEN"])
)
TYPICAL = {
    "id": st.sampled_from(["1", "2"]),
    "code": st.fixed_dictionaries({}, optional={"part": st.integers(0, 1) | st.none()}) | st.none(),
    "name": st.sampled_from(["a", "b"]) | st.none(),
    "left": st.integers(0, 3),
    "price": st.floats(0, 2) | st.integers(0, 2),
    "open": st.booleans() | st.none(),
    "moods": st.lists(st.sampled_from(["CALM", "LOUD"]), max_size=2) | st.none(),
    "any": st.sampled_from([{"free": [1]}, 3, None]),
    "matrix": st.lists(st.lists(st.integers(0, 2), max_size=2) | st.none(), max_size=2),
    "said": st.lists(st.sampled_from(["hm", "oh"]), max_size=1),
}


@st.composite
def items(draw: st.DrawFn, typename: str | None = None) -> Any:
    """An item as a subgraph gives it: nearly always right, sometimes with a hole or a wrong value."""
    if draw(st.integers(0, 12)) == 0:
        return draw(LEAF)
    item: dict[str, Any] = {name: draw(value) for name, value in TYPICAL.items() if draw(st.integers(0, 15)) > 0}
    if draw(st.integers(0, 5)) == 0:
        item[draw(st.sampled_from(sorted(TYPICAL)))] = draw(LEAF | st.lists(LEAF, max_size=2))
    return item | ({"__typename": typename} if typename else {})


def others() -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries({"__typename": st.just("Other"), "id": TYPICAL["id"]}, optional={"item": items()})


THINGS = items(typename="Item") | others() | st.just({"__typename": "Unheard", "id": "1"}) | st.just({"id": "1"})
ROOTS = st.fixed_dictionaries(
    {},
    optional={
        "items": st.lists(items(), max_size=4) | LEAF,
        "pair": st.lists(st.lists(items() | st.none(), max_size=2) | LEAF, max_size=2),
        "thing": THINGS,
    },
)


def collector() -> ErrorCollector:
    return ErrorCollector(RequestContext("r", None, Permissions.of(None, GatewayConfig()), time.monotonic() + 10))


def ran_before(plan_runs: int) -> Program:
    program = Program(PLAN, interpreted_runs=plan_runs)
    program.begin()
    return program


COMPILED, INTERPRETED = ran_before(0), ran_before(1_000_000)


@given(ROOTS)
def test_completion(root: dict[str, Any]) -> None:
    interpreted, compiled = collector(), collector()
    expected = INTERPRETED.complete(copy.deepcopy(root), interpreted, {})
    assert COMPILED.complete(copy.deepcopy(root), compiled, {}) == expected
    assert compiled.errors == interpreted.errors


@given(ROOTS)
def test_completed_keys_keep_their_order(root: dict[str, Any]) -> None:
    expected = INTERPRETED.complete(root, collector(), {})
    completed = COMPILED.complete(root, collector(), {})
    assert repr(completed) == repr(expected)


@given(ROOTS)
def test_gathering(root: dict[str, Any]) -> None:
    """Compiled code unites equal objects, so what waits is compared by what becomes of the tree."""
    requests = [request for fetch in PLAN.fetches for request in fetch.entities]
    assert requests
    united = copy.deepcopy(root)
    for request in requests:
        expected = INTERPRETED.gather(request, root)
        gathered = COMPILED.gather(request, united)
        assert gathered.representations == expected.representations
        deliver(gathered.waiting)
        deliver(expected.waiting)
        assert united == root


def deliver(waiting: list[list[Waiting]]) -> None:
    for index, entries in enumerate(waiting):
        for _, target in entries:
            target["answer"] = index


def test_equal_objects_of_one_entity_become_one() -> None:
    sold = {"id": "1", "name": "a"}
    root: dict[str, Any] = {
        "items": [{**sold}, {**sold}, {**sold, "name": "b"}],
        "pair": [[{**sold}, {"id": "2", "name": "c"}]],
    }
    for fetch in PLAN.fetches:
        for request in fetch.entities:
            COMPILED.gather(request, root)
    first, second, differing = root["items"]
    assert first is second
    assert differing == {**sold, "name": "b"}


@given(st.lists(st.sampled_from("abc"), max_size=6))
def test_a_united_object_is_completed_like_its_copies(names: list[str]) -> None:
    def item(name: str) -> dict[str, Any]:
        return {"id": name, "code": {"part": 1}, "name": name, "left": 1, "matrix": [], "said": [name]}

    one = {name: item(name) for name in names}
    thing = {"__typename": "Other", "id": "1", "said": "hm", "item": None}
    united: dict[str, Any] = {
        "items": [one[name] for name in names],
        "pair": [[one[name] for name in names]],
        "thing": thing,
    }
    apart = copy.deepcopy({**united, "items": [item(name) for name in names], "pair": [[item(name) for name in names]]})
    assert COMPILED.complete(united, collector(), {}) == INTERPRETED.complete(apart, collector(), {})


def test_expected_data_is_handled_by_compiled_code() -> None:
    """The interpreter takes over silently, so a compiler that always gives up would go unseen."""
    item = {
        "id": "1", "twice": "1", "code": {"part": 1}, "name": "a", "left": 1, "price": 1.5, "open": True,
        "moods": ["CALM"], "any": None, "matrix": [[1]], "said": ["hm"],
    }  # fmt: skip
    root = {"items": [item], "pair": [[item, None]], "thing": {"__typename": "Item", **item}}
    assert COMPILED.compiled_completion()(root, defaultdict(dict)) == INTERPRETED.complete(root, collector(), {})
