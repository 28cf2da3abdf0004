"""Planning takes bounded time, and says so when an operation would take more."""

from __future__ import annotations

import time
from collections.abc import Mapping

import pytest
from graphql import parse

from marketplace.gateway.operation.operation import Operation, prepare_operation
from marketplace.gateway.planner import Planner, PlannerLimits, PlanTooComplexError
from marketplace.gateway.supergraph.model import Supergraph
from tests.harness.federated_schemas import compose_supergraph


def prepare(supergraph: Supergraph, query: str) -> Operation:
    return prepare_operation(supergraph, parse(query), None, {})


def ring(size: int) -> Supergraph:
    """Graphs that share a field and hold one field each; each can be reached from its neighbours only."""
    subgraphs = {}
    for number in range(size):
        here, there = f"k{number}", f"k{(number + 1) % size}"
        subgraphs[f"g{number}"] = f"""
            type Query {{ node{number}: Node }}
            type Node @key(fields: "{here}") @key(fields: "{there}") {{
              {here}: ID! {there}: ID! next: Node @shareable x{number}: Int
            }}
        """
    return compose_supergraph(subgraphs)


def layers(width: int, height: int) -> Supergraph:
    """Computed fields, each of which requires all fields of the layer below that other graphs resolve."""
    subgraphs: dict[str, str] = {}
    for number in range(width):
        lines = [f"r0_{number}: Int"]
        for layer in range(1, height):
            below = " ".join(f"r{layer - 1}_{other}" for other in range(width) if other != number)
            lines.append(f'r{layer}_{number}: Int @requires(fields: "{below}")')
        others = [f"r{layer}_{n}: Int @external" for layer in range(height - 1) for n in range(width) if n != number]
        fields = "\n".join([*lines, *others])
        subgraphs[f"g{number}"] = (
            f'type Query {{ node{number}: Node }} type Node @key(fields: "id") {{ id: ID!\n{fields} }}'
        )
    return compose_supergraph(subgraphs)


def test_an_operation_with_too_many_ways_is_refused_in_bounded_time() -> None:
    supergraph = layers(width=5, height=9)
    operation = prepare(supergraph, "{ node0 { r8_0 r8_1 r8_2 r8_3 r8_4 } }")
    planner = Planner(supergraph, PlannerLimits(max_decisions=2_000))
    started = time.process_time()
    with pytest.raises(PlanTooComplexError) as refused:
        planner.plan(operation)
    assert time.process_time() - started < 5
    assert refused.value.code == "PLAN_TOO_COMPLEX"


def test_a_refused_operation_does_not_spoil_the_planner() -> None:
    supergraph = layers(width=4, height=6)
    planner = Planner(supergraph, PlannerLimits(max_decisions=60))
    with pytest.raises(PlanTooComplexError):
        planner.plan(prepare(supergraph, "{ node0 { r5_0 r5_1 r5_2 r5_3 } }"))
    assert len(planner.plan(prepare(supergraph, "{ node0 { r1_0 } }")).fetches) > 1


@pytest.mark.parametrize(("graphs", "depth", "width"), [(8, 10, 1), (6, 3, 4), (4, 40, 1)])
def test_wide_deep_and_many_graphs_are_planned_within_the_limit(graphs: int, depth: int, width: int) -> None:
    selection = " ".join(f"x{number}" for number in range(graphs))
    for _ in range(depth):
        selection = " ".join(f"a{number}: next {{ {selection} }}" for number in range(width))
    supergraph = ring(graphs)
    plan = Planner(supergraph).plan(prepare(supergraph, f"{{ node0 {{ {selection} }} }}"))
    # From the first graph one goes round the ring both ways: every other graph is asked once.
    assert len(plan.fetches) == graphs


SHOP: Mapping[str, str] = {
    "people": """
        type Query { me: Person people: [Person!] }
        type Person @key(fields: "id") { id: ID! name: String nick: String @shareable born: Int }
    """,
    "goods": """
        type Query { bestGoods(first: Int = 5): [Good!] }
        type Good @key(fields: "code") { code: String! name: String price: Int weight: Int }
    """,
    "stock": """
        type Good @key(fields: "code") {
          code: String! price: Int @external weight: Int @external
          left: Boolean postage: Int @requires(fields: "price weight")
        }
    """,
    "notes": """
        type Note @key(fields: "id") { id: ID! text: String writer: Person @provides(fields: "nick") good: Good }
        type Person @key(fields: "id") { id: ID! nick: String @external notes: [Note!] count: Int }
        type Good @key(fields: "code") { code: String! notes: [Note!] }
    """,
}
HEAVY = """
fragment P on Person { id nick name }
fragment N on Note { id text }
fragment G on Good { code name price weight left postage }
query Heavy {
  people { ...P notes { ...N good { ...G notes { ...N writer { ...P notes { ...N good { ...G } } } } } } }
  bestGoods {
    ...G notes { ...N writer { ...P notes { ...N good { ...G } } } }
  }
}
"""


def test_a_heavy_operation_of_four_graphs_needs_few_fetches(capsys: pytest.CaptureFixture[str]) -> None:
    supergraph = compose_supergraph(SHOP)
    operation, planner = prepare(supergraph, HEAVY), Planner(supergraph)
    plan = planner.plan(operation)
    seconds = []
    for _ in range(3):
        started = time.process_time()
        planner.plan(operation)
        seconds.append(time.process_time() - started)
    with capsys.disabled():
        print(f"\nplanned {len(plan.fetches)} fetches in {min(seconds) * 1000:.1f} ms")  # noqa: T201 - told, not gated
    assert len(plan.fetches) == 7
