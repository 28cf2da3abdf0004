"""Counters see through fragments without expanding them."""

import time

import pytest
from graphql import get_introspection_query, parse

from marketplace.gateway.config import LimitsConfig
from marketplace.gateway.errors import OperationInvalidError
from marketplace.gateway.limits import DocumentSize, measure_document, refuse_oversized


def measure(text: str) -> DocumentSize:
    return measure_document(parse(text))


@pytest.mark.parametrize(
    ("text", "depth"),
    [
        ("{ a }", 1),
        ("{ a { b { c } } d }", 3),
        ("{ ... { ... on Query { a { b } } } }", 2),
        ("{ a { ...f } } fragment f on A { b { ...g } } fragment g on B { c }", 3),
        ("{ a } query q { a { b } }", 2),
    ],
)
def test_depth_counts_fields_below_one_another(text, depth):
    assert measure(text).depth == depth


def test_counts_what_fragments_bring_each_time_they_are_used():
    size = measure("{ x: a { ...f } y: a { ...f } } fragment f on A { p: b @skip(if: true) c }")
    assert size == DocumentSize(depth=2, root_fields=2, fields=6, aliases=4, directives=2, selections=8)


def test_root_fields_are_found_inside_fragments():
    size = measure("{ a ...f ... { b } } fragment f on Query { c d { e } ...g } fragment g on Query { h }")
    assert size.root_fields == 5


def test_directives_of_operations_and_fragments_count():
    assert measure("query @a { b ...f @c } fragment f on Query @d { e }").directives == 3


def test_the_largest_operation_decides():
    size = measure("query small { a } query large { a b c }")
    assert size.root_fields == 3


def test_unused_fragments_count_because_validation_visits_them():
    assert measure("{ a } fragment f on A { b { c { d { e } } } }").depth == 4


def test_unknown_fragments_count_nothing():
    assert measure("{ a { ...missing } }").depth == 1


def test_depth_leaves_introspection_out():
    size = measure("{ a { b } __schema { types { fields { type { name } } } } }")
    assert (size.depth, size.introspection_depth) == (2, 5)
    assert size.asks_for_schema


def test_introspection_is_found_inside_fragments():
    size = measure("{ ...f } fragment f on Query { __schema { ...s } } fragment s on __Schema { types { name } }")
    assert size.introspection_depth == 3
    assert measure("{ a { __typename } }").asks_for_schema is False


def test_the_usual_introspection_query_is_within_the_limits():
    refuse_oversized(measure(get_introspection_query()), LimitsConfig())


def test_an_exploding_document_is_measured_at_once():
    fragments = " ".join(f"fragment f{n} on A {{ ...f{n + 1} ...f{n + 1} }}" for n in range(200))
    text = f"{{ a {{ ...f0 }} }} {fragments} fragment f200 on A {{ b }}"
    started = time.perf_counter()
    size = measure(text)
    assert time.perf_counter() - started < 0.5
    assert size.fields == 1 + 2**200


def test_a_long_chain_of_fragments_needs_no_recursion():
    fragments = " ".join(f"fragment f{n} on A {{ a {{ ...f{n + 1} }} }}" for n in range(1_200))
    assert measure(f"{{ ...f0 }} {fragments} fragment f1200 on A {{ b }}").depth == 1_201


@pytest.mark.parametrize(
    "text",
    [
        "{ ...f } fragment f on A { ...f }",
        "{ ...f } fragment f on A { a { ...g } } fragment g on A { a { ...f } }",
        "{ a } fragment f on A { ...g } fragment g on A { ...h } fragment h on A { ...g }",
    ],
)
def test_fragments_that_contain_themselves_are_refused(text):
    with pytest.raises(OperationInvalidError, match=r"Cannot spread fragment '\w' within itself"):
        measure(text)


def test_a_diamond_of_fragments_is_no_cycle():
    text = (
        "{ ...a } fragment a on Q { ...b ...c } fragment b on Q { ...d } fragment c on Q { ...d } fragment d on Q { x }"
    )
    assert measure(text).fields == 2
