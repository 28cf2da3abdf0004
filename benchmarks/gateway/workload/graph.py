"""The graph of the public graphql-gateways-benchmark, made anew with equal structure: four subgraphs, their data, and
the answers they give, by graphql-core.

6 users, 9 products, 11 reviews whose texts are as long as there; every user has the first two of them, the first user
is the author of all. The heavy query's answer is about 85 KB.
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from graphql import GraphQLSchema, build_schema, graphql_sync

from marketplace.gateway.supergraph.composition import SubgraphDefinition, compose

SUBGRAPHS: Final = ("accounts", "inventory", "products", "reviews")
QUERIES: Final = ("one_fetch", "three_hops", "heavy")
HERE: Final = Path(__file__).parent
Row = dict[str, Any]

USERS: Final[tuple[Row, ...]] = tuple(
    {"id": str(number), "name": f"First{number} Lastname", "username": f"username{number}", "birthday": 1_234_567_890}
    for number in range(1, 7)
)
PRODUCTS: Final[tuple[Row, ...]] = tuple(
    {"upc": str(number), "name": name, "price": price, "weight": weight, "inStock": in_stock}
    for number, (name, price, weight, in_stock) in enumerate(
        (
            ("Desk", 899, 100, True),
            ("Bench", 1299, 1000, False),
            ("Plate", 15, 20, False),
            ("Stool", 499, 100, False),
            ("PC", 1299, 1000, True),
            ("Vase", 6999, 300, True),
            ("Stove", 3999, 2000, True),
            ("Heater", 100_000, 6000, False),
            ("Shelf", 9999, 800, True),
        ),
        start=1,
    )
)
PRODUCTS_REVIEWED: Final = "11112222344"
LENGTHS_OF_TEXTS: Final = (445, 289, 275, 143, 445, 289, 275, 143, 143, 143, 844)
SENTENCE: Final = "It does what it should, looks good beside the other one, and has lasted for years. "
FREE_SHIPPING_ABOVE: Final = 1000
REVIEWS: Final[tuple[Row, ...]] = tuple(
    {"id": str(number), "upc": upc, "body": (SENTENCE * 11)[:length]}
    for number, (upc, length) in enumerate(zip(PRODUCTS_REVIEWED, LENGTHS_OF_TEXTS, strict=True), start=1)
)
ENTITIES: Final = (
    "type Query {{ _entities(representations: [_Any!]!): [_Entity]! }} scalar _Any union _Entity = {types}"
)


class UnfitGraphError(Exception):
    """The subgraphs do not compose, or one of them cannot answer."""


def read_schema(subgraph: str) -> str:
    return (HERE / "schemas" / f"{subgraph}.graphql").read_text()


def read_query(name: str) -> str:
    return (HERE / "queries" / f"{name}.graphql").read_text()


def compose_supergraph(url_of: Callable[[str], str]) -> str:
    """The supergraph SDL, by our composer."""
    result = compose([SubgraphDefinition(name, url_of(name), read_schema(name)) for name in SUBGRAPHS])
    if result.supergraph_sdl is None:
        raise UnfitGraphError("\n".join(str(error) for error in result.errors))
    return result.supergraph_sdl


def executable_schema(subgraph: str) -> GraphQLSchema:
    """With `_entities`; graphql-core passes over the directives of Federation."""
    sdl = read_schema(subgraph)
    types = [name for name in ("Product", "Review", "User") if f"type {name} @key" in sdl]
    entities = ENTITIES.format(types=" | ".join(types))
    return build_schema(f"{sdl}\n{'extend ' if 'type Query' in sdl else ''}{entities}", assume_valid_sdl=True)


def reference_answer(query: str) -> bytes:
    """What every gateway has to answer, by graphql-core on one schema."""
    return answer(build_schema(read_schema("reference")), json.dumps({"query": read_query(query)}).encode())


def answer(schema: GraphQLSchema, body: bytes) -> bytes:
    """What a subgraph with this schema answers to the body of a POST."""
    asked = json.loads(body)
    result = graphql_sync(schema, asked["query"], ROOT, variable_values=asked.get("variables"))
    if result.errors:
        raise UnfitGraphError(f"{asked['query']}: {result.errors}")
    return json.dumps({"data": result.data}, separators=(",", ":")).encode()


def _user(identity: str) -> Row:
    user = next(user for user in USERS if user["id"] == identity)
    return {"__typename": "User", **user, "reviews": lambda _: [_review(review) for review in REVIEWS[:2]]}


def _product(upc: str) -> Row:
    product = next(product for product in PRODUCTS if product["upc"] == upc)
    return {
        "__typename": "Product",
        **product,
        "reviews": lambda _: [_review(review) for review in REVIEWS if review["upc"] == upc],
        "shippingEstimate": 0 if product["price"] > FREE_SHIPPING_ABOVE else product["weight"] // 2,
    }


def _review(review: Row) -> Row:
    return {
        "__typename": "Review",
        **review,
        "author": lambda _: _user(USERS[0]["id"]),
        "product": lambda _: _product(review["upc"]),
    }


def _entity(representation: Mapping[str, Any]) -> Row:
    match representation["__typename"]:
        case "User":
            return _user(representation["id"])
        case "Product":
            return _product(representation["upc"])
        case _:
            return _review(next(review for review in REVIEWS if review["id"] == representation["id"]))


ROOT: Final[Row] = {
    "me": lambda _: _user(USERS[0]["id"]),
    "user": lambda _, id: _user(id),  # noqa: A006 - the argument's name in the schema
    "users": lambda _: [_user(user["id"]) for user in USERS],
    "topProducts": lambda _, first: [_product(product["upc"]) for product in PRODUCTS[:first]],
    "_entities": lambda _, representations: [_entity(representation) for representation in representations],
}
