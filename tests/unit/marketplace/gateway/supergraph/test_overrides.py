"""Progressive overrides: which graph resolves a field depends on the labels that are active."""

from __future__ import annotations

import pytest
from graphql import parse

from marketplace.gateway.operation.operation import prepare_operation
from marketplace.gateway.planner import Planner
from marketplace.gateway.supergraph.reader import read_supergraph

SUPERGRAPH = """
directive @join__field(graph: join__Graph, override: String, overrideLabel: String) repeatable on FIELD_DEFINITION
directive @join__type(graph: join__Graph!, key: String) repeatable on OBJECT
directive @join__graph(name: String!, url: String!) on ENUM_VALUE
enum join__Graph {
  OLD @join__graph(name: "old" url: "http://old.test")
  NEW @join__graph(name: "new" url: "http://new.test")
}
type Query @join__type(graph: OLD) @join__type(graph: NEW) { item: Item @join__field(graph: OLD) }
type Item @join__type(graph: OLD, key: "id") @join__type(graph: NEW, key: "id") {
  id: ID!
  price: Int
    @join__field(graph: OLD, overrideLabel: "percent(20)")
    @join__field(graph: NEW, override: "old", overrideLabel: "percent(20)")
}
"""


@pytest.mark.parametrize(
    ("active", "subgraphs"),
    [
        (frozenset(), ["old"]),
        (frozenset({"percent(20)"}), ["old", "new"]),
        (frozenset({"of another supergraph"}), ["old"]),
    ],
)
def test_the_label_decides_who_resolves(active: frozenset[str], subgraphs: list[str]) -> None:
    supergraph = read_supergraph(SUPERGRAPH)
    planner = Planner(supergraph)
    operation = prepare_operation(supergraph, parse("{ item { price } }"), None, {})
    assert [fetch.subgraph for fetch in planner.plan(operation, active).fetches] == subgraphs
    assert planner.override_labels == {"percent(20)"}
