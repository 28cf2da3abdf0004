"""The arithmetic of policies, and what makes one."""

from hypothesis import given
from hypothesis import strategies as st

from marketplace.gateway.cache.policy import NO_STORE, UNRESTRICTED, CacheControl, CachePolicy, policy_of_response
from marketplace.gateway.cache.policy.cache_policy import PolicyRules, cache_control_header
from marketplace.gateway.supergraph.cache_hints import CacheHint

SECONDS = st.floats(min_value=0, max_value=1e9)
POLICIES = st.builds(
    CachePolicy, SECONDS, private=st.booleans(), stale_while_revalidate=SECONDS, stale_if_error=SECONDS
)
RULES = PolicyRules(default_max_age=0, stale_while_revalidate=0, stale_if_error=0, longest=1_000)
SILENT = CacheHint()


@given(POLICIES, POLICIES, POLICIES)
def test_the_strictest_part_decides_in_whatever_order(one, two, three):
    assert one.combine(two) == two.combine(one)
    assert one.combine(two).combine(three) == one.combine(two.combine(three))
    assert one.combine(one) == one
    assert one.combine(UNRESTRICTED) == one
    assert not one.combine(NO_STORE).storable


@given(st.lists(POLICIES, min_size=1))
def test_a_whole_lasts_no_longer_than_any_part_and_is_private_if_one_is(parts):
    whole = UNRESTRICTED
    for part in parts:
        whole = whole.combine(part)
    assert whole.max_age == min(part.max_age for part in parts)
    assert whole.private == any(part.private for part in parts)


@given(
    st.none() | st.builds(CacheControl, max_age=st.none() | SECONDS, private=st.booleans(), no_store=st.booleans()),
    st.builds(CacheHint, max_age=st.none() | st.integers(0, 2_000), private=st.booleans(), complete=st.booleans()),
    SECONDS,
)
def test_neither_header_nor_hint_nor_configuration_is_ever_exceeded(said, hint, default):
    rules = PolicyRules(default_max_age=default, stale_while_revalidate=5, stale_if_error=5, longest=1_000)
    policy = policy_of_response(said, hint, rules)
    assert policy.max_age <= 1_000
    assert hint.max_age is None or policy.max_age <= hint.max_age
    assert said is None or said.max_age is None or policy.max_age <= said.max_age
    assert policy.private == (hint.private or (said is not None and said.private))
    if said is not None and said.no_store:
        assert not policy.storable


def test_what_nobody_speaks_of_is_not_kept_unless_configured():
    assert not policy_of_response(None, SILENT, RULES).storable
    longer = PolicyRules(default_max_age=30, stale_while_revalidate=0, stale_if_error=0, longest=1_000)
    assert policy_of_response(None, SILENT, longer).max_age == 30


def test_a_hint_for_some_fields_only_leaves_the_default_to_the_others():
    partial = CacheHint(max_age=60, complete=False)
    assert not policy_of_response(None, partial, RULES).storable
    assert policy_of_response(None, CacheHint(max_age=60, complete=True), RULES).max_age == 60
    assert policy_of_response(CacheControl(max_age=90), partial, RULES).max_age == 60


def test_a_header_that_says_only_public_leaves_the_time_to_the_hints():
    hint = CacheHint(max_age=60, complete=True)
    assert policy_of_response(CacheControl(), hint, RULES).max_age == 60


def test_stale_answers_are_the_subgraphs_business_first():
    rules = PolicyRules(default_max_age=0, stale_while_revalidate=7, stale_if_error=8, longest=1_000)
    own = policy_of_response(CacheControl(max_age=1, stale_while_revalidate=2), SILENT, rules)
    assert (own.stale_while_revalidate, own.stale_if_error) == (2, 8)


def test_what_may_never_be_fresh_is_not_kept_to_be_given_stale():
    said = CacheControl(max_age=0, stale_while_revalidate=60, stale_if_error=60)
    assert policy_of_response(said, SILENT, RULES) == CachePolicy(0)


def test_clients_read_whole_seconds():
    assert cache_control_header(9.9, private=False) == "public, max-age=9"
    assert cache_control_header(300, private=True) == "private, max-age=300"
    assert cache_control_header(0.5, private=True) == "no-store"
