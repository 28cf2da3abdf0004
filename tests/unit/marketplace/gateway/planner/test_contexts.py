"""What planning with contexts shows of itself, and the words in which it refuses."""

from __future__ import annotations

import re

import pytest
from graphql import parse

from marketplace.gateway.operation.operation import prepare_operation
from marketplace.gateway.plan import plan_to_json
from marketplace.gateway.planner import Planner, UnresolvableError, print_decisions, print_groups
from marketplace.gateway.supergraph.reader import read_supergraph
from tests.harness.federated_schemas import compose_supergraph_sdl

SDL = compose_supergraph_sdl(
    {
        "shop": """
            type Query { streets: [Street] }
            type Street @context(name: "money") { currency: String places: [Place] }
            union Place = Shop | Stall
            type Shop @context(name: "money") { currency: String catalogue: Catalogue }
            type Stall { catalogue: Catalogue }
            type Catalogue @key(fields: "id") { id: ID! }
            type Item @key(fields: "id") {
              id: ID!
              price(times: Int, currency: String @fromContext(field: "$money { currency }")): String
            }
        """,
        "print": """
            type Catalogue @key(fields: "id") { id: ID! items: [Item] }
            type Item @key(fields: "id") { id: ID! }
        """,
    }
)
SUPERGRAPH = read_supergraph(SDL)
QUERY = "{ streets { places { ... on Shop { catalogue { items { price } } } ... on Stall { catalogue { id } } } } }"
STAGES = Planner(SUPERGRAPH).stages(prepare_operation(SUPERGRAPH, parse(QUERY), None, {}))


def test_decisions() -> None:
    assert "-> shop as Item by { id } given $shop__money { currency }\n" in print_decisions(STAGES.decisions)


def test_groups() -> None:
    assert print_groups(STAGES.groups).splitlines()[-1] == "   {price(currency: $context0)}"


def test_json() -> None:
    entities = [entity for fetch in plan_to_json(STAGES.plan)["fetches"] for entity in fetch["entities"]]
    assert [entity.get("contexts") for entity in entities] == [
        None,
        [
            {
                "variable": "context0",
                "type": "String",
                "sources": [{"path": "streets.places", "types": ["Shop"], "inputs": "{ currency }"}],
            }
        ],
    ]


def test_only_entities_inside_a_context_are_isolated() -> None:
    isolated = {fetch.index: [request.isolate for request in fetch.entities] for fetch in STAGES.plan.fetches}
    assert isolated == {0: [], 1: [True], 2: [False]}


def test_a_supergraph_without_the_contexts_value_is_refused() -> None:
    broken = SDL.replace("  currency: String\n", "  currency: String @join__field(graph: SHOP, external: true)\n")
    assert broken != SDL
    supergraph = read_supergraph(broken)
    operation = prepare_operation(supergraph, parse(QUERY), None, {})
    with pytest.raises(
        UnresolvableError, match=re.escape("No subgraph resolves the context shop__money: { currency }.")
    ):
        Planner(supergraph).plan(operation)
