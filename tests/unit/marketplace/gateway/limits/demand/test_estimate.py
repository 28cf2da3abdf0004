"""What operations are estimated to cost."""

import pytest

from marketplace.gateway.errors import SlicingArgumentError
from marketplace.gateway.limits.demand import HIGHEST_COST
from tests.harness.costs import Priced

BOOKS = Priced(
    books="""
    type Query {
      book: Book
      bestsellers: [Book] @listSize(assumedSize: 5)
      top(first: Int, last: Int): [Book]
        @listSize(slicingArguments: ["first", "last"], assumedSize: 4, requireOneSlicingArgument: false)
      some(first: Int = 3): [Book] @listSize(slicingArguments: ["first"])
      strict(first: Int, last: Int): [Book] @listSize(slicingArguments: ["first", "last"])
      page(first: Int): Page
        @listSize(slicingArguments: ["first"], sizedFields: ["edges"], requireOneSlicingArgument: false)
      shelves: [[Book]]
      numbers: [Int]
      prices: [Float] @cost(weight: 2)
      find(text: String @cost(weight: 7), filter: Filter): Book
      anything: [Thing]
      named: Named
    }
    type Mutation { buy: Book }
    type Page { edges: [Edge] others: [Book] }
    type Edge { node: Book }
    type Book implements Named {
      title: String
      author: Author
      publisher: Publisher
      cover: Int @cost(weight: 6)
      mood: Mood
    }
    type Author { name: String }
    type Publisher { name: String address: Address }
    type Address @cost(weight: 5) { zip: String }
    type Film implements Named @cost(weight: 20) { title: String }
    union Thing = Author | Film
    interface Named { title: String }
    enum Mood @cost(weight: 3) { CALM }
    input Filter { text: String @cost(weight: 4) inner: [Filter] plain: Int }
    """
)
WHOLE = "{ title author { name } publisher { name address { zip } } }"


@pytest.mark.parametrize(
    ("query", "cost"),
    [
        (f"{{ book {WHOLE} }}", 1 + 1 + 1 + 5),
        (f"{{ bestsellers {WHOLE} }}", 5 * 8),
        ("mutation { buy { title } }", 10 + 1),
        ("{ book { cover mood } }", 1 + 6 + 3),
        ("{ numbers prices }", 10 * 0 + 10 * 2),
        ("{ shelves { title } }", 10 * 10),
        ("{ __typename __schema { types { name } } }", 0),
        ("{ book { title } book { author { name } } ... { book { title } } }", 1 + 1),
        ("{ a: book { title } b: book { title } }", 2),
        ('{ find(text: "x") { title } }', 7 + 1),
        ("{ find(text: null) { title } }", 1),
        ('{ find(filter: {text: "a", plain: 1, inner: [{text: "b"}, {plain: 2}]}) { title } }', 4 + 4 + 1),
        ("{ book @skip(if: true) { title } numbers }", 0),
    ],
)
def test_the_cost_is_the_sum_of_objects_and_weights(query, cost):
    assert BOOKS.estimate(query) == cost


@pytest.mark.parametrize(
    ("query", "size"),
    [
        ("{ top(first: 3) { title } }", 3),
        ("{ top(first: 3, last: 6) { title } }", 6),
        ("{ top(first: null) { title } }", 4),
        ("{ top(first: -5) { title } }", 4),
        ("{ some { title } }", 3),
        ("{ page(first: 2) { others { title } } }", 1 + 10),
        ("{ page(first: 2) { edges { node { title } } } }", 1 + 2 * 2),
        ("{ page { edges { node { title } } } }", 1 + 10 * 2),
    ],
)
def test_lists_are_as_long_as_the_schema_says(query, size):
    assert BOOKS.estimate(query) == size


@pytest.mark.parametrize(
    ("given", "size"), [({}, 4), ({"n": None}, 4), ({"n": 9}, 9), ({"n": 0}, 2), ({"n": -1}, 2), ({"n": 1}, 2)]
)
def test_sizes_come_from_variables(given, size):
    query = "query($n: Int, $m: Int) { top(first: $n, last: $m) { title } }"
    assert BOOKS.estimate(query, **given, **({"m": 2} if given.get("n") is not None else {})) == size


def test_weights_inside_a_variable_count():
    query = "query($filter: Filter) { find(filter: $filter) { title } }"
    assert BOOKS.estimate(query, filter={"text": "a", "inner": [{"text": "b"}]}) == 4 + 4 + 1


@pytest.mark.parametrize(
    ("query", "cost"),
    [
        ("{ anything { ... on Author { name } ... on Film { title } } }", 10 * 20),
        ("{ anything { __typename } }", 10 * 20),
        ("{ named { title ... on Book { author { name } publisher { address { zip } } } } }", 20),
        ("{ named { ... on Book { cover mood a: cover b: cover publisher { address { zip } } } } }", 28),
    ],
)
def test_of_abstract_types_the_most_expensive_counts(query, cost):
    assert BOOKS.estimate(query) == cost


def test_costs_saturate():
    assert BOOKS.estimate("{ top(first: 2147483647) { title } shelves { title } }") == 2147483647 + 100
    deep = Priced(a='type Query { q(first: Int): [Query] @listSize(slicingArguments: ["first"]) x: Int }')
    query = "x"
    for _ in range(5):
        query = f"q(first: 2147483647) {{ {query} }}"
    assert deep.estimate(f"{{ {query} }}") == HIGHEST_COST


@pytest.mark.parametrize(
    ("query", "given", "count"),
    [
        ("{ strict { title } }", {}, 0),
        ("{ strict(first: 1, last: 2) { title } }", {}, 2),
        ("query($n: Int) { strict(first: $n) { title } }", {}, 0),
        ("query($n: Int) { strict(first: $n) { title } }", {"n": None}, 0),
        ("query($n: Int) { strict(first: $n, last: 3) { title } }", {"n": 2}, 2),
    ],
)
def test_exactly_one_slicing_argument_can_be_required(query, given, count):
    (requirement,) = BOOKS.compile(query).requirements
    with pytest.raises(SlicingArgumentError) as refusal:
        requirement.refuse_breach(given)
    expected = f"Query.strict needs exactly one of the arguments first, last, and {count} are given."
    assert refusal.value.message == expected


@pytest.mark.parametrize(
    ("query", "given"),
    [
        ("{ strict(first: 1) { title } some { title } }", {}),
        ("query($n: Int) { strict(first: $n) { title } }", {"n": 2}),
        ("query($n: Int) { strict(first: $n, last: 3) { title } }", {}),
        ("query($n: Int) { some(first: $n) { title } }", {}),
    ],
)
def test_one_slicing_argument_is_enough(query, given):
    for requirement in BOOKS.compile(query).requirements:
        requirement.refuse_breach(given)


def test_what_an_interface_says_of_a_field_holds_for_its_objects():
    priced = Priced(
        a="""
        type Query { thing: Thing }
        interface Thing { parts: [Part] @listSize(assumedSize: 2) weight: Int @cost(weight: 9) }
        type Box implements Thing { parts: [Part] weight: Int }
        type Crate implements Thing { parts: [Part] @listSize(assumedSize: 3) weight: Int @cost(weight: 1) }
        type Part { id: ID }
        """
    )
    assert priced.estimate("{ thing { parts { id } } }") == 1 + 3
    assert priced.estimate("{ thing { weight ... on Box { parts { id } } } }") == 1 + 9 + 2


def test_a_constant_estimate_needs_no_evaluation():
    assert BOOKS.compile("{ top(first: 3) { title } }").expression == 3
