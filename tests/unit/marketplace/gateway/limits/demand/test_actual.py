"""What operations did cost, counted in their answers."""

import pytest

from tests.harness.costs import Priced

SHOP = Priced(
    shop="""
    type Query {
      offers(first: Int @cost(weight: 4)): [Offer]
      grid: [[Offer]]
      things: [Thing]
      numbers: [Int] @cost(weight: 2)
    }
    type Mutation { sell: Offer }
    type Offer { id: ID tags: [Tag] seller(of: Int @cost(weight: 3)): Seller score: Int @cost(weight: 5) }
    type Tag { name: String }
    type Seller @cost(weight: 7) { name: String }
    union Thing = Tag | Seller
    """
)
TAG = {"name": "t"}
SELLER = {"name": "s"}


@pytest.mark.parametrize(
    ("query", "data", "cost"),
    [
        ("{ offers { id } }", {"offers": [{"id": 1}, {"id": 2}, None]}, 2),
        ("{ offers { id } }", {"offers": None}, 0),
        ("{ offers { id } }", None, 0),
        ("{ offers { score } }", {"offers": [{"score": 1}, {"score": None}]}, 2 + 5),
        ("{ o: offers { t: tags { name } } }", {"o": [{"t": [TAG, TAG]}, {"t": []}, {"t": None}]}, 3 + 2),
        ("{ grid { id } }", {"grid": [[{"id": 1}], [], None, [{"id": 2}, None]]}, 2),
        ("{ numbers }", {"numbers": [1, None, 3]}, 2 * 2),
        ("{ offers(first: 1) { id } }", {"offers": [{"id": 1}]}, 4 + 1),
        (
            "{ offers { seller(of: 1) { name } } }",
            {"offers": [{"seller": SELLER}, {"seller": None}]},
            2 * (1 + 3) + 7,
        ),
        ("mutation { sell { id } }", {"sell": {"id": 1}}, 10 + 1),
        (
            "{ things { __typename ... on Tag { name } } }",
            {"things": [{"__typename": "Tag", **TAG}, {"__typename": "Seller"}]},
            1 + 7,
        ),
        ("{ things { kind: __typename } }", {"things": [{"kind": "Tag"}, {"kind": "Seller"}]}, 1 + 7),
        ("{ things { ... on Tag { name } } }", {"things": [TAG, {}]}, 7 + 7),
        ("{ __schema { types { name } } numbers }", {"__schema": {"types": [{"name": "A"}]}, "numbers": []}, 0),
    ],
)
def test_what_is_there_counts(query, data, cost):
    assert SHOP.actual(query, data) == cost


def test_arguments_weigh_by_the_variables_too():
    priced = Priced(a="type Query { find(by: By): Int } input By { text: String @cost(weight: 2) }")
    query = "query($by: By) { find(by: $by) }"
    assert priced.actual(query, {"find": 1}, by={"text": "x"}) == 2
    assert priced.actual(query, {"find": 1}, by={}) == 0


def test_long_lists_of_like_objects_are_counted_not_visited():
    class Untouchable(dict[str, object]):
        def get(self, *_):
            raise AssertionError

    assert SHOP.actual("{ offers { id } }", {"offers": [Untouchable()] * 500}) == 500
