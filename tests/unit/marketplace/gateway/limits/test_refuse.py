"""Each limit refuses with its name, its value and advice; one below it passes."""

import pytest
from graphql import parse

from marketplace.gateway.config import LimitsConfig
from marketplace.gateway.errors import OperationLimitError
from marketplace.gateway.limits import measure_document, refuse_oversized, refuse_repetition

LIMITS = LimitsConfig(
    max_depth=3,
    max_introspection_depth=3,
    max_root_fields=4,
    max_aliases=2,
    max_directives=2,
    max_fields=8,
    max_expanded_selections=12,
)


@pytest.mark.parametrize(
    ("text", "limit", "maximum", "actual"),
    [
        ("{ a { b { c { d } } } }", "depth", 3, 4),
        ("{ __schema { types { fields { name } } } }", "introspection_depth", 3, 4),
        ("{ a b c d e }", "root_fields", 4, 5),
        ("{ a: x b: x c: x }", "aliases", 2, 3),
        ("{ a @x @y b @x }", "directives", 2, 3),
        ("{ a { b c d e f g h i } }", "fields", 8, 9),
        (
            "{ a { ... { ... { ... { ... { ... { ... { ... { ... { ... { ... { ... { b } } } } } } } } } } } } }",
            "selections",
            12,
            13,
        ),
    ],
)
def test_refuses_what_is_over_a_limit(text, limit, maximum, actual):
    with pytest.raises(OperationLimitError) as refusal:
        refuse_oversized(measure_document(parse(text)), LIMITS)
    assert refusal.value.extensions == {"limit": limit, "maximum": maximum, "actual": actual}
    assert str(maximum) in refusal.value.message


def test_accepts_what_reaches_every_limit():
    text = "{ a: x { b: y { c } } d @x e @x f { __typename g } }"
    refuse_oversized(measure_document(parse(text)), LIMITS)


@pytest.mark.parametrize(
    "text",
    [
        "{ a a a a }",
        "{ a ...f ...f } fragment f on Q { a a }",
        "{ x { a } x { a } x { a a } }",
        "{ x: p { a } ... { x: p { a a } x: p { a } } }",
        "{ b } fragment unused on Q { a a a a }",
    ],
)
def test_repetition_is_counted_after_merging(text):
    with pytest.raises(OperationLimitError, match="at most 3"):
        refuse_repetition(parse(text), 3)


def test_different_response_names_are_no_repetition():
    refuse_repetition(parse("{ a b c d x: a y: a { a b } z: a { a b } }"), 3)


def test_unknown_fragments_are_left_to_validation():
    refuse_repetition(parse("{ a ...missing }"), 3)
