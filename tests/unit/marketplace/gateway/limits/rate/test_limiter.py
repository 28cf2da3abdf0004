"""Which limits apply to whom, on whose counts, and what happens when counts cannot be reached."""

import asyncio
from collections.abc import Awaitable
from typing import Any

import pytest

from marketplace.gateway.cache import LruCache
from marketplace.gateway.config import (
    OnRedisFailure,
    OperationType,
    RateLimitConfig,
    RateLimitHeaders,
    RateLimitKey,
    RateLimitsConfig,
)
from marketplace.gateway.context import Client, Principal
from marketplace.gateway.errors import BudgetTooSmallError, RateLimitUnavailableError, RedisUnavailableError
from marketplace.gateway.limits.rate import Decision, InProcessStore, RateLimiter, Window
from marketplace.gateway.limits.rate.store import Answer, Charges
from marketplace.gateway.limits.rate.window import Measure

SHOP = Client("shop", "1", "198.51.100.7", "198.51.100.7")
APP = Client("app", "2", "2001:db8::7", "2001:db8::/64")
NOWHERE = Client(None, None, "", "")
ANN, BOB = Principal("ann", frozenset({"MEMBER"})), Principal("bob", frozenset({"MEMBER", "STAFF"}))


class Clock:
    """Milliseconds that a test sets."""

    def __init__(self) -> None:
        self.now = 1_000_000

    def __call__(self) -> int:
        return self.now


class Gone:
    """A store that cannot be reached."""

    def take(self, charges: Charges) -> Awaitable[Answer]:
        async def fail() -> Answer:
            raise RedisUnavailableError("Redis is gone.")

        return fail()

    def correct(self, key: str, measure: Measure, difference: int, charged_at: int) -> None:
        raise AssertionError("What was not charged is not corrected.")


def limiter(clock: Clock | None = None, **limits: RateLimitConfig) -> RateLimiter:
    store = InProcessStore(LruCache(100), clock or Clock())
    return RateLimiter(RateLimitsConfig(limits=limits), store)


def refused(outcome: Any) -> str | None:
    """The name of the limit that refuses."""
    assert outcome is None or isinstance(outcome, Decision)
    return outcome.refused.name if outcome is not None and outcome.refused is not None else None


@pytest.mark.parametrize(
    ("key", "first", "same", "other"),
    [
        (RateLimitKey.USER, (ANN, SHOP), (ANN, APP), (BOB, SHOP)),
        (RateLimitKey.USER, (None, SHOP), (None, SHOP), (None, APP)),
        (RateLimitKey.IP, (ANN, SHOP), (BOB, SHOP), (ANN, APP)),
        (RateLimitKey.CLIENT, (ANN, SHOP), (BOB, SHOP), (ANN, APP)),
        (RateLimitKey.CLIENT, (ANN, NOWHERE), (BOB, NOWHERE), (ANN, APP)),
    ],
)
def test_who_shares_a_count(key, first, same, other):
    once = limiter(once=RateLimitConfig(key=key, requests=1))
    assert refused(once.charge_request(*first)) is None
    assert refused(once.charge_request(*same)) == "once"
    assert refused(once.charge_request(*other)) is None


def test_everyone_shares_one_count():
    once = limiter(once=RateLimitConfig(key=RateLimitKey.EVERYONE, requests=1))
    assert refused(once.charge_request(ANN, SHOP)) is None
    assert refused(once.charge_request(None, APP)) == "once"


def test_a_limit_for_roles_and_one_for_all_others():
    by_role = limiter(
        staff=RateLimitConfig(requests=3, roles=frozenset({"STAFF"})),
        others=RateLimitConfig(requests=1, exempt_roles=frozenset({"STAFF"})),
        strangers=RateLimitConfig(key=RateLimitKey.IP, requests=2, roles=frozenset({"stranger"})),
    )
    assert [refused(by_role.charge_request(BOB, SHOP)) for _ in range(4)] == [None, None, None, "staff"]
    assert [refused(by_role.charge_request(ANN, SHOP)) for _ in range(2)] == [None, "others"]
    assert refused(by_role.charge_request(None, APP)) is None


def test_a_limit_on_operations_waits_until_the_operation_is_known():
    by_operation = limiter(
        writes=RateLimitConfig(requests=1, operation_types=frozenset({OperationType.MUTATION})),
        search=RateLimitConfig(requests=2, operations=frozenset({"Search"})),
    )
    assert by_operation.watches_operations
    assert by_operation.charge_request(ANN, SHOP) is None
    assert by_operation.charge_operation(ANN, SHOP, "query", None, 0) is None
    assert [refused(by_operation.charge_operation(ANN, SHOP, "mutation", None, 0)) for _ in range(2)] == [
        None,
        "writes",
    ]
    assert [refused(by_operation.charge_operation(ANN, SHOP, "query", "Search", 0)) for _ in range(3)] == [
        None,
        None,
        "search",
    ]


def test_a_budget_is_charged_with_the_estimate_and_corrected_afterwards():
    budget = limiter(budget=RateLimitConfig(cost=100))
    decision = budget.charge_operation(ANN, SHOP, "query", None, 70)
    assert isinstance(decision, Decision)
    assert decision.remaining == 30
    budget.correct_cost(budget.cost_charges(ANN, SHOP, decision), 70, 20)
    second = budget.charge_operation(ANN, SHOP, "query", None, 50)
    assert isinstance(second, Decision)
    assert (second.refused, second.remaining) == (None, 30)
    budget.correct_cost(budget.cost_charges(ANN, SHOP, second), 50, 90)
    assert refused(budget.charge_operation(ANN, SHOP, "query", None, 1)) == "budget"


def test_an_operation_larger_than_the_budget_is_told_so():
    with pytest.raises(BudgetTooSmallError, match="estimated to cost 101, and the limit 'budget' allows 100"):
        limiter(budget=RateLimitConfig(cost=100)).charge_operation(ANN, SHOP, "query", None, 101)


def test_the_refusal_names_the_limit_and_the_time_to_wait():
    clock = Clock()
    minute = limiter(clock, minute=RateLimitConfig(requests=1))
    minute.charge_request(ANN, SHOP)
    clock.now += 20_000
    decision = minute.charge_request(ANN, SHOP)
    assert isinstance(decision, Decision)
    error = decision.error()
    assert error.message == "Too many requests: the limit 'minute' allows 1 in 60 s. Try again in 40 s."
    assert error.response_headers == {"retry-after": "40"}
    assert error.extensions == {"limit": "minute", "retryAfter": 40}
    clock.now += 40_000
    assert refused(minute.charge_request(ANN, SHOP)) is None


def test_headers_tell_every_limit_and_the_nearest_by_itself():
    two = limiter(day=RateLimitConfig(requests=1_000, per=86_400), burst=RateLimitConfig(requests=8, burst=2, per=1))
    headers: dict[str, str] = {}
    decision = two.charge_request(ANN, SHOP)
    assert isinstance(decision, Decision)
    two.write_headers(decision, headers)
    assert headers == {
        "ratelimit-policy": '"day";q=1000;w=86400, "burst";q=10;w=1',
        "ratelimit": '"day";r=999;t=86400, "burst";r=9;t=1',
        "ratelimit-limit": "10",
        "ratelimit-remaining": "9",
        "ratelimit-reset": "1",
    }


def test_headers_of_the_operations_limits_are_put_beside_those_of_the_request():
    both = limiter(requests=RateLimitConfig(requests=10), cost=RateLimitConfig(cost=100))
    headers: dict[str, str] = {}
    for decision in (both.charge_request(ANN, SHOP), both.charge_operation(ANN, SHOP, "query", None, 40)):
        assert isinstance(decision, Decision)
        both.write_headers(decision, headers)
    assert headers["ratelimit-policy"] == '"requests";q=10;w=60, "cost";q=100;w=60;qu="cost"'
    assert headers["ratelimit"] == '"requests";r=9;t=60, "cost";r=60;t=60'
    assert (headers["ratelimit-limit"], headers["ratelimit-remaining"]) == ("100", "60")


@pytest.mark.parametrize(
    ("form", "names"),
    [
        (RateLimitHeaders.DRAFT, {"ratelimit-policy", "ratelimit"}),
        (RateLimitHeaders.SEPARATE, {"ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"}),
        (RateLimitHeaders.NONE, set()),
    ],
)
def test_the_form_of_headers_is_chosen(form, names):
    headers: dict[str, str] = {}
    config = RateLimitsConfig(limits={"some": RateLimitConfig(requests=1)}, headers=form)
    some = RateLimiter(config, InProcessStore(LruCache(1)))
    decision = some.charge_request(ANN, SHOP)
    assert isinstance(decision, Decision)
    some.write_headers(decision, headers)
    assert set(headers) == names


def test_without_counts_an_open_limit_lets_through_and_a_closed_one_refuses_and_both_are_counted():
    limits = {
        "open": RateLimitConfig(requests=1),
        "closed": RateLimitConfig(requests=1, roles=frozenset({"STAFF"}), on_redis_failure=OnRedisFailure.CLOSED),
    }
    blind = RateLimiter(RateLimitsConfig(limits=limits), Gone())

    async def ask(principal: Principal) -> Decision | None:
        outcome = blind.charge_request(principal, SHOP)
        assert outcome is not None
        assert not isinstance(outcome, Decision)
        return await outcome

    assert [asyncio.run(ask(ANN)) for _ in range(3)] == [None] * 3
    with pytest.raises(RateLimitUnavailableError, match="'closed' cannot be checked"):
        asyncio.run(ask(BOB))
    assert (blind.outcomes["open"].uncounted, blind.outcomes["closed"].refused_uncounted) == (3, 1)


def test_a_process_without_redis_keeps_a_bounded_number_of_counts():
    windows: LruCache[str, Window] = LruCache(50)
    store = InProcessStore(windows, Clock())
    many = RateLimiter(RateLimitsConfig(limits={"ip": RateLimitConfig(key=RateLimitKey.IP, requests=1)}), store)
    for number in range(500):
        many.charge_request(None, Client(None, None, str(number), str(number)))
    assert len(windows) == 50


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        ({}, "either requests or cost"),
        ({"requests": 1, "cost": 1}, "either requests or cost"),
        ({"requests": 10**12, "per": 86_400}, "cannot be counted exactly"),
    ],
)
def test_a_limit_that_makes_no_sense_is_refused(wrong, complaint):
    with pytest.raises(ValueError, match=complaint):
        RateLimitConfig(**wrong)


def test_a_name_that_fits_in_no_header_is_refused():
    with pytest.raises(ValueError, match="use up to 64 letters"):
        RateLimitsConfig(limits={'a"b': RateLimitConfig(requests=1)})
