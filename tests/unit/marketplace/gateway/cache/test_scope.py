"""Who may share private answers."""

from itertools import combinations

import pytest

from marketplace.gateway.cache import scope_of, vary_of
from marketplace.gateway.context import Principal

ROLES, SCOPES = frozenset({"A", "B"}), frozenset({"read", "write"})
PRINCIPALS = [
    None,
    Principal("ann", frozenset()),
    Principal("ann", ROLES),
    Principal("bea", ROLES),
    Principal("ann", ROLES, SCOPES),
    Principal("ann", SCOPES, ROLES),
    Principal("ann", ROLES, SCOPES, "app"),
    Principal("ann", ROLES, SCOPES, "app", (("tenant", "x"),)),
    Principal("ann", ROLES, SCOPES, "app", (("tenant", ("x", "y")),)),
    Principal("stranger", frozenset()),
]


@pytest.mark.parametrize(("one", "other"), list(combinations(PRINCIPALS, 2)))
def test_different_principals_have_different_scopes(one, other):
    assert scope_of(one) != scope_of(other)


def test_equal_principals_share():
    assert scope_of(Principal("ann", frozenset(["A", "B"]))) == scope_of(Principal("ann", frozenset(["B", "A"])))


def test_headers_are_told_apart_by_place_and_presence():
    names = ("a", "b")
    given = [{}, {"a": "1"}, {"b": "1"}, {"a": "1", "b": "1"}, {"a": ""}, {"a": "1,1"}]
    assert len({vary_of(headers, names) for headers in given}) == len(given)
    assert vary_of({"a": "1", "other": "2"}, ("a",)) == vary_of({"a": "1"}, ("a",))
    assert vary_of({"a": "1"}, ()) == b""
