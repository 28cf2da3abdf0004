"""The generator writes valid operations, and enough of every kind to be worth its name."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from graphql import build_schema, execute_sync, parse, validate
from hypothesis import Phase, find, given, settings

from tests.harness.random_operations import RandomOperation, ValuePool, operations

SCHEMA = build_schema(
    """
    type Query { me: Person people(filter: Filter, first: Int! = 3, near: [Float!]): [Person!]! count(of: Kind!): Int! }
    type Person { id: ID! friends(first: Int, after: String): [Person!]! kind: Kind home: Place }
    type Place { city: String! distance(from: Point!): Float! }
    input Filter { kind: Kind, all: [Filter!], text: String = "x" }
    input Point { latitude: Float!, longitude: Float! }
    enum Kind { A B }
    """
)
OPERATIONS = operations(SCHEMA, ValuePool({"first": [1, 2], ":ID": ["p1"]}))


@given(OPERATIONS)
@settings(max_examples=200, deadline=None)
def test_every_operation_is_valid_and_its_variables_can_be_read(operation: RandomOperation) -> None:
    document = parse(operation.query)
    assert validate(SCHEMA, document) == []
    result = execute_sync(SCHEMA, document, variable_values=dict(operation.variables))
    assert not any("Variable" in error.message or "Argument" in error.message for error in result.errors or ())


@pytest.mark.parametrize(
    "feature", ["@skip(if: $", "@include(if: true", "fragment Part1", "... on ", "__typename", "after: null", ": {kind"]
)
def test_every_feature_is_drawn(feature: str) -> None:
    assert feature in found_with(lambda operation: feature in operation.query).query


def test_operations_are_deep() -> None:
    assert found_with(lambda operation: operation.query.count("friends") > 2).query.count("friends") > 2


def found_with(condition: Callable[[RandomOperation], bool]) -> RandomOperation:
    return find(OPERATIONS, condition, settings=settings(phases=[Phase.generate], max_examples=2000))
