"""`@cost` and `@listSize` are read under the names that the supergraph links them by."""

import pytest
from graphql import parse

from marketplace.gateway.supergraph.composition import SubgraphDefinition, compose
from marketplace.gateway.supergraph.costs import CostDirectives, ListSize, read_costs

FEDERATION = "https://specs.apollo.dev/federation/v2.9"
SCHEMA = """
extend schema @link(url: "{federation}"{imports})
type Query {{
  people(first: Int @{cost}(weight: 2)): [Person] @{list_size}(slicingArguments: ["first"], assumedSize: 7)
  page(first: Int, last: Int): Page
    @{list_size}(slicingArguments: ["first", "last"], sizedFields: ["items"], requireOneSlicingArgument: false)
  find(filter: Filter): Mood
}}
type Page {{ items: [Person] }}
type Person @{cost}(weight: 5) {{ id: ID face: Int @{cost}(weight: 3) }}
enum Mood @{cost}(weight: 4) {{ CALM }}
input Filter {{ text: String @{cost}(weight: 6) }}
"""
READ = CostDirectives(
    types={"Person": 5, "Mood": 4},
    fields={("Person", "face"): 3},
    arguments={("Query", "people"): {"first": 2}},
    input_fields={("Filter", "text"): 6},
    list_sizes={
        ("Query", "people"): ListSize(7, ("first",), frozenset(), require_one=True),
        ("Query", "page"): ListSize(None, ("first", "last"), frozenset({"items"}), require_one=False),
    },
)


@pytest.mark.parametrize(
    ("imports", "cost", "list_size"),
    [
        (', import: ["@cost", "@listSize"]', "cost", "listSize"),
        (', import: [{name: "@cost", as: "@price"}, {name: "@listSize", as: "@length"}]', "price", "length"),
        (', import: [{name: "@cost", as: "@price"}]', "price", "federation__listSize"),
        ("", "federation__cost", "federation__listSize"),
        (', as: "fed"', "fed__cost", "fed__listSize"),
    ],
)
def test_what_subgraphs_say_reaches_the_gateway_whatever_it_is_called(imports, cost, list_size):
    schema = SCHEMA.format(federation=FEDERATION, imports=imports, cost=cost, list_size=list_size)
    sdl = compose([SubgraphDefinition("people", "http://people.test/", schema)]).supergraph_sdl
    assert sdl is not None
    assert read_costs(parse(sdl)) == READ


@pytest.mark.parametrize(
    ("link", "cost", "list_size"),
    [
        ("", "cost", "cost__listSize"),
        (', as: "demand"', "demand", "demand__listSize"),
        (', import: [{name: "@cost", as: "@c"}]', "c", "cost__listSize"),
    ],
)
def test_names_of_other_composers_are_understood(link, cost, list_size):
    document = parse(
        f'schema @link(url: "https://specs.apollo.dev/cost/v0.1"{link}) {{ query: Query }}'
        f"type Query {{ a: [Int] @{cost}(weight: 2) @{list_size}(assumedSize: 3) }}"
    )
    read = read_costs(document)
    assert read.fields == {("Query", "a"): 2}
    assert read.list_sizes == {("Query", "a"): ListSize(3)}


def test_directives_that_only_share_the_name_mean_nothing():
    document = parse("schema { query: Query } type Query { a: Int @cost(weight: 2) @cost(complexity: 9) }")
    assert read_costs(document) == CostDirectives()


def test_a_negative_weight_is_none():
    document = parse(
        'schema @link(url: "https://specs.apollo.dev/cost/v0.1") { query: Query }'
        "type Query { a: Int @cost(weight: -2) }"
    )
    assert read_costs(document).fields == {("Query", "a"): 0}
