"""Which of a client's headers and claims reach a subgraph."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.gateway.config import HeadersConfig, RequestHeaderRule
from marketplace.gateway.context import Principal
from marketplace.gateway.headers import RequestHeaders

CLIENT = {
    "accept-language": "de",
    "authorization": "Bearer secret",
    "content-length": "17",
    "cookie": "session=1",
    "x-holdfast-identity": "forged",
    "x-tenant": "shop-7",
    "x-trace-id": "abc",
    "x-trace-sampled": "1",
}
ANN = Principal(
    subject="u1",
    roles=frozenset({"B", "A"}),
    scopes=frozenset({"read"}),
    claims=(("groups", ("x,y", "z")), ("name", "José\r\nx-admin: 1"), ("verified", True)),
)


def sent(*rules: RequestHeaderRule, principal: Principal | None = ANN, **more: str) -> dict[str, str]:
    headers = {**CLIENT, **{name.replace("_", "-"): value for name, value in more.items()}}
    return RequestHeaders(HeadersConfig(request=rules)).headers_for("users", headers, principal)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"propagate": "X-Tenant"}, {"x-tenant": "shop-7"}),
        ({"propagate": "x-tenant", "rename": "x-shop"}, {"x-shop": "shop-7"}),
        ({"propagate": "x-none"}, {}),
        ({"propagate": "x-none", "default": "main"}, {"x-none": "main"}),
        ({"propagate": "authorization"}, {"authorization": "Bearer secret"}),
        ({"propagate_matching": "x-trace-.*"}, {"x-trace-id": "abc", "x-trace-sampled": "1"}),
        ({"propagate_matching": "x-trace"}, {}),
        ({"insert": "x-gateway", "value": "holdfast"}, {"x-gateway": "holdfast"}),
        ({"insert": "x-key", "secret": "hidden"}, {"x-key": "hidden"}),
        ({"insert": "x-user", "claim": "sub"}, {"x-user": "u1"}),
        ({"insert": "x-roles", "claim": "roles"}, {"x-roles": "A,B"}),
        ({"insert": "x-scope", "claim": "scope"}, {"x-scope": "read"}),
        ({"insert": "x-groups", "claim": "groups"}, {"x-groups": "x%2Cy,z"}),
        ({"insert": "x-verified", "claim": "verified"}, {"x-verified": "true"}),
        ({"insert": "x-client", "claim": "client_id"}, {}),
        ({"insert": "x-none", "claim": "none"}, {}),
    ],
)
def test_one_rule(rule, expected):
    assert sent(RequestHeaderRule(**rule)) == expected


def test_everything_that_may_pass_passes_a_pattern_for_all():
    assert sent(RequestHeaderRule(propagate_matching=".*")) == {
        "accept-language": "de",
        "x-tenant": "shop-7",
        "x-trace-id": "abc",
        "x-trace-sampled": "1",
    }


def test_a_claim_cannot_end_its_header():
    assert sent(RequestHeaderRule(insert="x-name", claim="name")) == {"x-name": "Jos%C3%A9%0D%0Ax-admin: 1"}


def test_strangers_have_no_claims_and_cannot_send_their_own():
    rules = RequestHeaderRule(propagate="x-user"), RequestHeaderRule(insert="x-user", claim="sub")
    assert sent(*rules, principal=None, x_user="somebody else") == {}
    assert sent(*rules, x_user="somebody else") == {"x-user": "u1"}


def test_rules_are_followed_in_their_order():
    assert sent(
        RequestHeaderRule(propagate_matching="x-.*"),
        RequestHeaderRule(remove="x-trace-id"),
        RequestHeaderRule(insert="x-tenant", value="ours"),
    ) == {"x-tenant": "ours", "x-trace-sampled": "1"}


def test_a_subgraph_has_rules_of_its_own_besides():
    rules = RequestHeaders(
        HeadersConfig(
            request=(RequestHeaderRule(propagate="x-tenant"),),
            request_of={"users": (RequestHeaderRule(remove="x-tenant"), RequestHeaderRule(propagate="cookie"))},
        )
    )
    assert rules.headers_for("users", CLIENT, None) == {"cookie": "session=1"}
    assert rules.headers_for("offers", CLIENT, None) == {"x-tenant": "shop-7"}
    assert rules.names == ("cookie", "x-tenant")


@pytest.mark.parametrize("connection", ["x-tenant", "close, X-Tenant", "keep-alive,x-tenant , x-other"])
def test_what_the_client_means_for_us_only_goes_no_further(connection):
    rules = RequestHeaderRule(propagate="x-tenant"), RequestHeaderRule(propagate="x-trace-id")
    assert sent(*rules, connection=connection) == {"x-trace-id": "abc"}


def test_what_matches_tells_requests_apart():
    rules = RequestHeaders(HeadersConfig(request=(RequestHeaderRule(propagate_matching="x-trace-.*"),)))
    assert rules.has_patterns
    assert rules.matching(CLIENT) == [("x-trace-id", "abc"), ("x-trace-sampled", "1")]


NAMES = st.sampled_from([*CLIENT, "connection", "te", "host", "x-holdfast-internal", "transfer-encoding", "keep-alive"])


@given(
    st.dictionaries(NAMES, st.sampled_from(["1", "x-tenant", "close, cookie", "Keep-Alive"])),
    st.lists(st.sampled_from([".*", "x-.*", "[a-z-]+", "host|te"]), max_size=3),
)
def test_no_pattern_lets_pass_what_never_passes(headers, patterns):
    rules = [RequestHeaderRule(propagate_matching=pattern) for pattern in patterns]
    passed = RequestHeaders(HeadersConfig(request=tuple(rules))).headers_for("users", headers, None)
    assert passed.items() <= headers.items()
    assert not {name for name in passed if name.startswith(("x-holdfast", "content-", "transfer"))}
    assert passed.keys().isdisjoint({"connection", "te", "host", "keep-alive", "authorization", "cookie"})
    nominated = {name.strip() for name in headers.get("connection", "").lower().split(",")}
    assert passed.keys().isdisjoint(nominated)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({}, "one of propagate"),
        ({"propagate": "a", "remove": "b"}, "one of propagate"),
        ({"remove": "a", "rename": "b"}, "belong to propagate"),
        ({"insert": "a"}, "one of value, claim and secret"),
        ({"insert": "a", "value": "1", "claim": "sub"}, "one of value, claim and secret"),
        ({"propagate": "a", "value": "1"}, "one of value, claim and secret"),
        ({"propagate": "a b"}, "not the name of a header"),
        ({"propagate": "Content-Length"}, "never passes"),
        ({"propagate": "a", "rename": "X-Holdfast-Identity"}, "never passes"),
        ({"insert": "transfer-encoding", "value": "chunked"}, "never passes"),
        ({"insert": "a", "value": "1\r\nb: 2"}, "characters that headers cannot have"),
        ({"propagate_matching": "("}, "not a regular expression"),
    ],
)
def test_rules_that_make_no_sense_are_refused(rule, words):
    with pytest.raises(ValueError, match=words):
        RequestHeaderRule(**rule)
