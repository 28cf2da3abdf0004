"""Supergraphs of the first join specification are read as later ones are."""

from __future__ import annotations

import pytest

from marketplace.gateway.plan import print_plan
from marketplace.gateway.supergraph.reader import SupergraphInvalidError, read_supergraph
from tests.harness.federated_schemas import plan_operation

SUPERGRAPH = """
schema @core(feature: "https://specs.apollo.dev/core/v0.1") @core(feature: "https://specs.apollo.dev/join/v0.1") {
  query: Query
}
directive @core(feature: String!) repeatable on SCHEMA
directive @join__field(graph: join__Graph, requires: join__FieldSet, provides: join__FieldSet) on FIELD_DEFINITION
directive @join__type(graph: join__Graph!, key: join__FieldSet) repeatable on OBJECT | INTERFACE
directive @join__owner(graph: join__Graph!) on OBJECT | INTERFACE
directive @join__graph(name: String!, url: String!) on ENUM_VALUE
scalar join__FieldSet
enum join__Graph {
  PEOPLE @join__graph(name: "people" url: "http://people.test")
  VOICES @join__graph(name: "voices" url: "http://voices.test")
}
type Person @join__owner(graph: PEOPLE) @join__type(graph: PEOPLE, key: "id") @join__type(graph: VOICES, key: "id") {
  id: ID! @join__field(graph: PEOPLE)
  name: String @join__field(graph: PEOPLE)
  city: String
  opinions: [Opinion] @join__field(graph: VOICES)
  volume: Int @join__field(graph: VOICES, requires: "city")
}
type Opinion { text: String by: Person @join__field(graph: VOICES, provides: "name") }
type Query { me: Person @join__field(graph: PEOPLE) newest: Opinion @join__field(graph: VOICES) }
"""


def fetched_from(query: str) -> list[tuple[str, str]]:
    plan = plan_operation(read_supergraph(SUPERGRAPH), query)
    return [(fetch.subgraph, fetch.document) for fetch in plan.fetches]


def test_the_owner_resolves_what_names_no_graph() -> None:
    assert fetched_from("{ me { name city } }") == [("people", "{me{name city}}")]


def test_keys_lead_to_other_graphs() -> None:
    assert [subgraph for subgraph, _ in fetched_from("{ me { opinions { text } } }")] == ["people", "voices"]


def test_provided_fields_need_no_fetch_of_their_own() -> None:
    assert fetched_from("{ newest { by { name } } }") == [("voices", "{newest{by{name}}}")]


def test_requirements_are_gathered_first() -> None:
    plan = plan_operation(read_supergraph(SUPERGRAPH), "{ newest { by { volume } } }")
    assert [fetch.subgraph for fetch in plan.fetches] == ["voices", "people", "voices"]
    assert "city" in print_plan(plan)


@pytest.mark.parametrize(
    ("sdl", "message"),
    [
        ("type Query { a: Int }", "there is no enum join__Graph"),
        ("type Query {", "Syntax Error"),
        (SUPERGRAPH.replace("graph: VOICES, requires", "graph: NOBODY, requires"), "unknown graph 'NOBODY'"),
    ],
)
def test_what_is_no_supergraph_is_refused_with_the_reason(sdl: str, message: str) -> None:
    with pytest.raises(SupergraphInvalidError, match=message):
        read_supergraph(sdl)
