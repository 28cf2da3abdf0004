"""What becomes of the headers of several subgraphs' answers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.gateway.config import HeaderMerge, HeadersConfig, ResponseHeaderRule
from marketplace.gateway.headers import ReceivedHeaders, ResponseHeaders
from marketplace.gateway.headers.cache_control import most_restrictive


def received(*rules: ResponseHeaderRule, answers: list[dict[str, str]]) -> ReceivedHeaders:
    found = ResponseHeaders(HeadersConfig(response=rules)).begin()
    for answer in answers:
        found.note("users", answer)
    return found


@pytest.mark.parametrize(
    ("merge", "expected"),
    [(HeaderMerge.FIRST, "1"), (HeaderMerge.LAST, "3"), (HeaderMerge.JOIN, "1, 2, 3")],
)
def test_one_header_of_several_answers(merge, expected):
    answers = [{"x-a": "1", "x-b": "no rule"}, {}, {"x-a": "2"}, {"x-a": "3"}]
    assert received(ResponseHeaderRule(header="X-A", merge=merge), answers=answers).headers == {"x-a": expected}


def test_each_cookie_keeps_its_line():
    rule = ResponseHeaderRule(header="set-cookie", merge=HeaderMerge.APPEND)
    cookies = ["a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT", "b=2", "c=3"]
    answers = [{"set-cookie": f"{cookies[0]}\n{cookies[1]}"}, {"set-cookie": cookies[2]}, {"set-cookie": cookies[1]}]
    found = received(rule, answers=answers)
    assert found.cookies == cookies
    assert found.headers == {}


def test_a_header_may_get_another_name():
    rule = ResponseHeaderRule(header="x-version", rename="X-Users-Version")
    assert received(rule, answers=[{"x-version": "7"}]).headers == {"x-users-version": "7"}


def test_a_subgraph_has_rules_of_its_own_besides():
    rules = ResponseHeaders(HeadersConfig(response_of={"users": (ResponseHeaderRule(header="x-a"),)}))
    found = rules.begin()
    found.note("offers", {"x-a": "offers"})
    found.note("users", {"x-a": "users"})
    found.note("offers", {"x-a": "offers"})
    assert found.headers == {"x-a": "users"}


CACHE = ResponseHeaderRule(header="cache-control", merge=HeaderMerge.MOST_RESTRICTIVE)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (["public, max-age=60"], "public, max-age=60"),
        (["public, max-age=60", "public, max-age=5"], "public, max-age=5"),
        (["public, max-age=60", "private, max-age=90"], "private, max-age=60"),
        (["public, max-age=60", "max-age=90"], "max-age=60"),
        (["public, max-age=60", "no-store"], "no-store"),
        (["public, max-age=60", ""], "no-store"),
        (["public, max-age=60", "public"], "no-store"),
        (["public, max-age=60, s-maxage=600", "public, max-age=100"], "public, max-age=60, s-maxage=100"),
        (["max-age=60, s-maxage=600", "private, max-age=100"], "private, max-age=60"),
        (["max-age=60, must-revalidate", "max-age=70, No-Cache"], "max-age=60, no-cache, must-revalidate"),
        (['max-age="60"', "max-age=soon"], "max-age=0"),
    ],
)
def test_the_most_restrictive_policy_holds(answers, expected):
    headers = [{"cache-control": answer} if answer else {} for answer in answers]
    assert received(CACHE, answers=headers).headers == {"cache-control": expected}


POLICIES = st.lists(
    st.sampled_from(["public", "private", "no-store", "no-cache", "max-age=0", "max-age=60", "s-maxage=10"]),
    max_size=4,
).map(", ".join)


@given(st.lists(POLICIES, min_size=1, max_size=4), st.randoms())
def test_merging_forbids_whatever_any_forbids_in_any_order(policies, random):
    together = most_restrictive(*policies)
    shuffled = random.sample(policies, len(policies))
    assert most_restrictive(*shuffled) == together
    one_by_one = shuffled[0]
    for policy in shuffled[1:]:
        one_by_one = most_restrictive(one_by_one, policy)
    assert most_restrictive(one_by_one) == together
    for forbidden in ("no-store", "no-cache", "private"):
        if together != "no-store" and any(forbidden in policy for policy in policies):
            assert forbidden in together


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"header": "content-length"}, "never passes"),
        ({"header": "access-control-allow-origin"}, "gateway's own"),
        ({"header": "set-cookie"}, "set-cookie is appended"),
        ({"header": "x-a", "merge": HeaderMerge.APPEND}, "set-cookie is appended"),
        ({"header": "x-a", "merge": HeaderMerge.MOST_RESTRICTIVE}, "for cache-control"),
        ({"header": "set-cookie", "merge": HeaderMerge.APPEND, "rename": "x-cookie"}, "keeps its name"),
        ({"header": "x a"}, "not the name of a header"),
    ],
)
def test_rules_that_make_no_sense_are_refused(rule, words):
    with pytest.raises(ValueError, match=words):
        ResponseHeaderRule(**rule)
