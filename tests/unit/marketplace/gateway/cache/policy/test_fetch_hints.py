"""What the schema says of one document, by the rules of `@cacheControl`, and what its answer depends on."""

import pytest

from marketplace.gateway.cache.policy import FetchHints, hints_of_fetch
from marketplace.gateway.supergraph.cache_hints import CacheHint
from marketplace.gateway.supergraph.composition import SubgraphDefinition, compose
from marketplace.gateway.supergraph.model import Supergraph
from marketplace.gateway.supergraph.reader import read_supergraph

SHOP = """
extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@cacheTag", "@shareable"])
enum CacheControlScope { PUBLIC PRIVATE }
directive @cacheControl(maxAge: Int, scope: CacheControlScope, inheritMaxAge: Boolean)
  on FIELD_DEFINITION | OBJECT | INTERFACE | UNION

type Query {
  product(id: ID!): Product @cacheTag(format: "product-{$args.id}")
  products(filter: Filter, first: Int = 5): [Product!]! @cacheControl(maxAge: 20) @cacheTag(format: "all")
  silent: Silent
  number: Int
  counted: Int @cacheControl(maxAge: 7)
  things: [Thing!]! @cacheControl(maxAge: 50)
  any: [Any!]!
  mine: Product @cacheControl(maxAge: 40, scope: PRIVATE)
}
input Filter { shelf: ID }
type Product @key(fields: "id") @cacheControl(maxAge: 60) @cacheTag(format: "p-{$key.id}") {
  id: ID!
  name: String!
  price: Money!
  stock: Int! @cacheControl(maxAge: 3)
  silent: Silent
  secret: String @cacheControl(scope: PRIVATE)
  maker: Maker
}
type Maker @key(fields: "id") @key(fields: "code") @cacheControl(maxAge: 100) {
  id: ID!
  code: String!
  products: [Product!]!
}
type Money @shareable @cacheControl(inheritMaxAge: true) { amount: Int! }
type Silent { text: String! }
interface Thing { name: String! }
type Short implements Thing @cacheControl(maxAge: 5) { name: String! }
type Long implements Thing @cacheControl(maxAge: 500) { name: String! }
union Any = Short | Silent
"""


@pytest.fixture(scope="module")
def supergraph() -> Supergraph:
    composed = compose([SubgraphDefinition("shop", "http://shop.test", SHOP)])
    assert composed.supergraph_sdl is not None, composed.errors
    return read_supergraph(composed.supergraph_sdl)


def root_hints(supergraph: Supergraph, document: str, guarded: tuple[tuple[str, str], ...] = ()) -> FetchHints:
    return hints_of_fetch(document, "shop", supergraph, lambda *field: field in guarded)[None]


@pytest.mark.parametrize(
    ("document", "hint"),
    [
        ("{ product(id: 1) { id } }", CacheHint(max_age=60, complete=True)),
        ("{ products { id } }", CacheHint(max_age=20, complete=True)),
        ("{ product(id: 1) { name stock } }", CacheHint(max_age=3, complete=True)),
        ("{ product(id: 1) { price { amount } } }", CacheHint(max_age=60, complete=True)),
        ("{ product(id: 1) { ...F } } fragment F on Product { stock }", CacheHint(max_age=3, complete=True)),
        ("{ product(id: 1) { silent { text } } }", CacheHint(max_age=60, complete=False)),
        ("{ silent { text } }", CacheHint(complete=False)),
        ("{ number }", CacheHint(complete=False)),
        ("{ counted number }", CacheHint(max_age=7, complete=False)),
        ("{ counted }", CacheHint(max_age=7, complete=True)),
        ("{ things { name } }", CacheHint(max_age=50, complete=True)),
        ("{ any { ... on Short { name } } }", CacheHint(max_age=5, complete=False)),
        ("{ mine { id } }", CacheHint(max_age=40, private=True, complete=True)),
        ("{ product(id: 1) { secret } }", CacheHint(max_age=60, private=True, complete=True)),
        ("{ product(id: 1) { maker { code } } }", CacheHint(max_age=60, complete=True)),
        ("query ($a: ID!) { a: product(id: $a) { id } b: products { id } }", CacheHint(max_age=20, complete=True)),
    ],
)
def test_the_least_that_is_said(supergraph, document, hint):
    assert root_hints(supergraph, document).hint == hint


def test_a_field_that_not_everybody_may_read_is_private(supergraph):
    document = "{ product(id: 1) { name } }"
    assert not root_hints(supergraph, document).hint.private
    assert root_hints(supergraph, document, guarded=(("Product", "name"),)).hint.private


def test_entities_last_as_their_type_says(supergraph):
    document = "query ($r: [_Any!]!) { _entities(representations: $r) { ... on Product { name } } }"
    hints = hints_of_fetch(document, "shop", supergraph, lambda *_: False)["_entities"]
    assert hints.hint == CacheHint(max_age=60, complete=True)
    assert hints.tags == ("s:shop", "t:shop:Product")
    assert [each.for_key({"id": "7"}) for each in hints.entity_formats["Product"]] == ["c:p-7"]


def test_each_list_of_entities_has_hints_of_its_own(supergraph):
    document = """query ($a: [_Any!]!, $b: [_Any!]!) {
      one: _entities(representations: $a) { ... on Product { stock } }
      two: _entities(representations: $b) { ... on Maker { products { name } } }
    }"""
    found = hints_of_fetch(document, "shop", supergraph, lambda *_: False)
    assert found["one"].hint.max_age == 3
    assert found["two"].hint.max_age == 60
    assert found["two"].tags == ("s:shop", "t:shop:Maker", "t:shop:Product", "l:shop:Maker", "l:shop:Product")


def test_entities_in_lists_are_tags_and_those_that_a_tag_names_are_not(supergraph):
    assert root_hints(supergraph, "{ mine { id } }").tags == ("s:shop", "t:shop:Product", "l:shop:Product")
    assert root_hints(supergraph, "{ product(id: 1) { id } }").tags == ("s:shop", "t:shop:Product")
    nested = root_hints(supergraph, "{ product(id: 1) { maker { products { id } } } }").tags
    assert set(nested) >= {"l:shop:Maker", "l:shop:Product"}


def test_tags_of_root_fields_are_made_of_their_arguments(supergraph):
    literal = root_hints(supergraph, '{ product(id: "x") { id } }').root_formats
    assert [each.for_variables({}) for each in literal] == ["c:product-x"]
    variable = root_hints(supergraph, "query ($i: ID!) { product(id: $i) { id } products { id } }").root_formats
    assert [each.for_variables({"i": "9"}) for each in variable] == ["c:product-9", "c:all"]
    assert [each.for_variables({}) for each in variable] == ["c:product-", "c:all"]
