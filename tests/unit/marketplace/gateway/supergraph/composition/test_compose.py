"""The contract of `compose`: all or nothing, errors that can be found, and no input that breaks it."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.gateway.supergraph.composition import ErrorCode, SubgraphDefinition, compose
from tests.harness.random_subgraphs import random_subgraphs

LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"])\n'
GOLDEN = Path(__file__).parents[5] / "golden" / "composition"


def definition(name: str, sdl: str) -> SubgraphDefinition:
    return SubgraphDefinition(name, f"http://{name}.test", LINK + sdl)


def test_one_bad_subgraph_spoils_the_supergraph():
    good = definition("good", "type Query { a: Int }")
    bad = definition("bad", "type Query { b: Nowhere }")
    assert compose([good]).supergraph_sdl is not None
    result = compose([good, bad])
    assert result.supergraph_sdl is None
    assert [error.code for error in result.errors] == [ErrorCode.INVALID_GRAPHQL]
    assert result.errors[0].subgraphs == ("bad",)


def test_an_error_names_the_subgraphs_and_where_in_them():
    result = compose(
        [
            definition("users", "type Query {\n  me: String\n}"),
            definition("offers", "type Query {\n\n\n  me: String\n}"),
        ]
    )
    (error,) = result.errors
    assert error.code is ErrorCode.INVALID_FIELD_SHARING
    assert error.subgraphs == ("offers", "users")
    assert [str(position) for position in error.positions] == ["offers:5:3", "users:3:3"]
    assert str(error).endswith("(offers:5:3, users:3:3)")


def test_every_unreadable_subgraph_is_reported():
    result = compose([definition("a", "type Query {"), definition("b", "type Query { x: Int @nope }")])
    assert [error.subgraphs for error in result.errors] == [("a",), ("b",)]


@pytest.mark.parametrize("names", [(), ("a", "a"), ("_",), ("",)])
def test_subgraphs_need_names_of_their_own(names):
    result = compose([definition(name, "type Query { a: Int @shareable }") for name in names])
    assert result.supergraph_sdl is None
    assert {error.code for error in result.errors} <= {ErrorCode.INVALID_SUBGRAPH_NAME, ErrorCode.NO_QUERIES}
    assert result.errors


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_the_subgraphs_does_not_matter(seed):
    definitions = [SubgraphDefinition(name, "http://x.test", sdl) for name, sdl in random_subgraphs(seed).items()]
    assert compose(definitions) == compose(definitions[::-1])


WORDS = [
    word
    for path in sorted(GOLDEN.glob("*/a.graphql"))[::12]
    for word in path.read_text().replace("(", " ( ").replace(")", " ) ").replace("{", " { ").split(" ")
]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 30), st.lists(st.tuples(st.integers(0), st.sampled_from(WORDS)), max_size=4))
def test_no_text_breaks_the_composer(seed, changes):
    """Words are replaced at random: what comes back is a supergraph or reasons, never an exception."""
    definitions = []
    for name, sdl in random_subgraphs(seed).items():
        words = sdl.split(" ")
        for place, word in changes:
            words[place % len(words)] = word
        definitions.append(SubgraphDefinition(name, "http://x.test", " ".join(words)))
    result = compose(definitions)
    assert (result.supergraph_sdl is None) == bool(result.errors)
