"""What a plan asks of each subgraph."""

import pytest

from tests.harness.costs import Priced

SHOP = Priced(
    offers="""
    type Query {
      offer: Offer
      offers(first: Int): Page
        @listSize(slicingArguments: ["first"], sizedFields: ["items"], requireOneSlicingArgument: false)
    }
    type Mutation { sell: Offer }
    type Page { items: [Offer] }
    type Offer @key(fields: "id") { id: ID! title: String seller: Seller }
    type Seller @key(fields: "id") { id: ID! }
    """,
    reviews="""
    type Offer @key(fields: "id") { id: ID! reviews: [Review] @listSize(assumedSize: 3) }
    type Review { text: String author: Seller }
    type Seller @key(fields: "id") { id: ID! }
    """,
    users='type Seller @key(fields: "id") { id: ID! name: String face: Int @cost(weight: 4) }',
)


@pytest.mark.parametrize(
    ("query", "given", "costs"),
    [
        ("{ offer { title } }", {}, {"offers": 1}),
        ("{ offers(first: 5) { items { title } } }", {}, {"offers": 1 + 5}),
        ("{ offer { reviews { text } } }", {}, {"offers": 1, "reviews": 1 + 3}),
        (
            "query($n: Int) { offers(first: $n) { items { reviews { author { name } } } } }",
            {"n": 2},
            {"offers": 1 + 2, "reviews": 2 * (1 + 3 * 2), "users": 2 * 3},
        ),
        (
            "query($n: Int) { offers(first: $n) { items { seller { name face } reviews { author { face } } } } }",
            {"n": 2},
            {"offers": 1 + 2 * 2, "reviews": 2 * (1 + 3 * 2), "users": 2 * 5 + 2 * 3 * 5},
        ),
        ("mutation { sell { reviews { text } } }", {}, {"offers": 10 + 1, "reviews": 1 + 3}),
    ],
)
def test_entities_are_counted_where_they_are_fetched_for(query, given, costs):
    assert SHOP.by_subgraph(query, **given) == costs


def test_a_field_may_have_a_type_of_fewer_objects_in_a_subgraph_than_in_the_supergraph():
    """It is asked without a fragment there, for fields that the other objects do not have."""
    library = Priced(
        books="""
        type Query { best: Book @shareable }
        type Book @key(fields: "id") { id: ID! pages: Int @cost(weight: 3) }
        """,
        films="""
        type Query { best: Media @shareable }
        union Media = Book | Film
        type Book @key(fields: "id") { id: ID! }
        type Film @key(fields: "id") { id: ID! minutes: Int }
        """,
    )
    assert library.by_subgraph("{ best { ... on Book { pages } } }") == {"books": 1 + 3}
