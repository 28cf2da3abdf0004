import pytest
from graphql import parse_value, print_ast

from marketplace.gateway.supergraph.composition.merging.argument_strategies import (
    all_of,
    conjunction,
    greatest,
    union,
)


@pytest.mark.parametrize(
    ("strategy", "values", "expected"),
    [
        (greatest, ["3", "20", "7"], "20"),
        (all_of, ["true", "true"], "true"),
        (all_of, ["true", "false"], "false"),
        (union, ['["a", "b"]', '["b", "c"]'], '["a", "b", "c"]'),
        (conjunction, ['[["a"]]', '[["b"]]'], '[["a", "b"]]'),
        (conjunction, ['[["a"], ["b"]]', '[["c"]]'], '[["a", "c"], ["b", "c"]]'),
        (conjunction, ['[["a"], ["b", "c"]]', '[["a"]]'], '[["a"]]'),
        (conjunction, ['[["a"]]', "[]"], "[]"),
    ],
)
def test_strategies(strategy, values, expected):
    assert print_ast(strategy([parse_value(value) for value in values])) == expected
