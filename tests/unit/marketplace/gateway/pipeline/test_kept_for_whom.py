"""With everything kept for a minute, nobody gets what the gateway would not have told them without its caches."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.gateway.config import AuthorizationConfig, CacheConfig, RefusalPlace, ResponseCacheConfig
from tests.harness.guarded_gateway import Guarded, token

KEEPS_ALL = CacheConfig(responses=ResponseCacheConfig(default_max_age=60.0, forget_after_mutations=False))
QUERIES = (
    "{ me { name } }",
    "{ me { name email } }",
    "{ users { name taxId rate } }",
    "{ me { invoices { id total paid } } }",
    '{ node(id: "u1") { id label } }',
    "{ search { __typename ... on User { email } ... on Note { text } } }",
    "{ audit me { balance } }",
    "query ($x: Boolean = true) { me { name email @include(if: $x) } }",
    "mutation { ban }",
)
LONG = 86_400.0
"""Seconds: the tokens are made when the tests are collected."""
CLIENTS = (
    None,
    token(lifetime=LONG),
    token(lifetime=LONG, subject="u2"),
    token("tax:read", lifetime=LONG),
    token("tax:read", lifetime=LONG, subject="u2"),
    token("moderate", lifetime=LONG, roles=("AUDITOR",)),
    token(lifetime=LONG, roles=("OWNER",)),
)
POLICIES = {"auditor": frozenset({"AUDITOR"}), "owner": frozenset({"OWNER"}), "adult": frozenset({"OWNER"})}


def whoever_asks(options: AuthorizationConfig) -> tuple[Guarded, Guarded]:
    return Guarded(options, caches=KEEPS_ALL), Guarded(options)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(RefusalPlace),
    st.booleans(),
    st.lists(st.tuples(st.sampled_from(QUERIES), st.sampled_from(CLIENTS)), min_size=2, max_size=12),
)
def test_answers_are_those_without_caches(place, rejects, steps):
    options = AuthorizationConfig(errors_in=place, reject_unauthorized=rejects, policies=POLICIES)
    keeping, forgetful = whoever_asks(options)
    for query, client in steps:
        assert keeping.ask(query, client) == forgetful.ask(query, client)


def test_a_restricted_field_is_kept_for_its_reader_alone():
    keeping, _ = whoever_asks(AuthorizationConfig(errors_in=RefusalPlace.NOWHERE))
    query, reader, other = "{ me { name email } }", token(subject="u1"), token(subject="u2")
    told: list[Any] = [keeping.response(query, client).headers["cache-control"] for client in (None, reader, other)]
    assert told == ["private, max-age=60"] * 3
    asked = len(keeping.asked)
    assert [keeping.ask(query, client)["data"]["me"]["email"] for client in (None, reader)] == [None, "a@x"]
    assert len(keeping.asked) == asked


def test_what_a_policy_allowed_is_decided_again():
    keeping, _ = whoever_asks(AuthorizationConfig(policies=POLICIES))
    owner = token(roles=("OWNER",))
    for _ in range(2):
        response = keeping.response("{ me { name balance } }", owner)
        assert response.headers["cache-control"] == "no-store"
