"""Every intermediate of planning can be printed."""

from __future__ import annotations

from graphql import parse

from marketplace.gateway.operation.operation import prepare_operation
from marketplace.gateway.planner import Planner, print_decisions, print_groups
from tests.harness.federated_schemas import compose_supergraph

SUPERGRAPH = compose_supergraph(
    {
        "shop": 'type Query { items: [Item] } type Item @key(fields: "id") { id: ID! weight: Int }',
        "post": 'type Item @key(fields: "id") { id: ID! weight: Int @external fee: Int @requires(fields: "weight") }',
    }
)
STAGES = Planner(SUPERGRAPH).stages(prepare_operation(SUPERGRAPH, parse("{ items { fee } }"), None, {}))


def test_decisions() -> None:
    assert print_decisions(STAGES.decisions) == (
        "-> shop as Query\n"
        "  items\n"
        "    -> post as Item by { id } with { weight }\n"
        "      fee\n"
    )  # fmt: skip


def test_groups() -> None:
    assert print_groups(STAGES.groups) == (
        "#0 shop: Query\n"
        "   {items{id weight}}\n"
        "#1 post: Item { id weight } at items after #0\n"
        "   {fee}\n"
    )  # fmt: skip
