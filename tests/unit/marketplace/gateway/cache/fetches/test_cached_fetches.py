"""Fetches through the cache: the same answers, fewer questions, never another client's."""

import asyncio
from collections.abc import Sequence
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.gateway.cache import Invalidation
from marketplace.gateway.config import ResponseCacheConfig
from marketplace.gateway.errors import SubgraphTimeoutError
from tests.harness.cached_subgraph import ANN, BEA, MUTATION, CachedRooms

ROOMS = ("1", "2", "3", "4", "5")
STEPS = st.one_of(
    st.tuples(st.just("ask"), st.lists(st.sampled_from(ROOMS), min_size=1, max_size=5, unique=True), st.integers(1, 2)),
    st.tuples(st.just("change"), st.sampled_from(ROOMS), st.integers(0, 99)),
    st.tuples(st.just("fail"), st.sampled_from(ROOMS), st.booleans()),
    st.tuples(st.just("change all"), st.just(""), st.integers(0, 99)),
)
HEADERS = st.sampled_from(["max-age=60", "private, max-age=60", "no-store", "max-age=0", ""])


def rooms(header: str = "max-age=60", **options: Any) -> CachedRooms:
    subgraph = CachedRooms(ResponseCacheConfig(**options), header=header)
    subgraph.prices = {room: int(room) * 10 for room in ROOMS}
    return subgraph


def canonical(answer: dict[str, Any]) -> bytes:
    return orjson.dumps(answer, option=orjson.OPT_SORT_KEYS)


def values(answer: dict[str, Any]) -> list[int | None]:
    (entities,) = answer["data"].values()
    return [entity and entity["price"] for entity in entities]


@settings(max_examples=150, deadline=None)
@given(st.lists(STEPS, max_size=25), HEADERS, st.sampled_from([0, 5_000, 10**6]))
def test_with_the_cache_everything_is_as_without(steps, header, memory):
    """Where errors come and go the cache may still know what the subgraph does not say at the moment: then it says
    what it said last, which is still true.
    """

    async def scenario() -> None:
        subgraph = rooms(header, memory=memory)
        for kind, what, number in steps:
            if kind == "ask":
                cached, plain = await subgraph.cached(what, days=number), subgraph.plain(what, days=number)
                if subgraph.failing.isdisjoint(what):
                    assert canonical(cached) == canonical(plain)
                else:
                    assert_true_or_failed(subgraph, what, number, cached)
            elif kind == "change":
                await subgraph.change(what, number)
            elif kind == "change all":
                subgraph.prices = {room: price + number for room, price in subgraph.prices.items()}
                await subgraph.caching.invalidator.invalidate([Invalidation(subgraph="prices")])
            elif number:
                subgraph.failing.add(what)
            else:
                subgraph.failing.discard(what)

    asyncio.run(scenario())


def assert_true_or_failed(subgraph: CachedRooms, what: Sequence[str], days: int, answer: dict[str, Any]) -> None:
    (entities,) = answer["data"].values()
    told = {error["path"][1] for error in answer.get("errors", ())}
    for index, (room, entity) in enumerate(zip(what, entities, strict=True)):
        if index in told:
            assert room in subgraph.failing
            assert entity == {"price": None, "name": room}
        else:
            assert entity == {"price": subgraph.prices[room] * days, "name": room}


def test_only_what_is_missing_is_asked_for():
    async def scenario() -> None:
        subgraph = rooms()
        assert values(await subgraph.cached(["1", "2"])) == [10, 20]
        assert values(await subgraph.cached(["3", "2", "1", "4"])) == [30, 20, 10, 40]
        assert values(await subgraph.cached(["1", "4"])) == [10, 40]
        assert subgraph.asked == [["1", "2"], ["3", "4"]]

    asyncio.run(scenario())


def test_other_arguments_are_another_answer():
    async def scenario() -> None:
        subgraph = rooms()
        assert values(await subgraph.cached(["1"], days=1)) == [10]
        assert values(await subgraph.cached(["1"], days=3)) == [30]

    asyncio.run(scenario())


def test_a_given_answer_may_be_changed_by_whoever_got_it():
    async def scenario() -> None:
        subgraph = rooms()
        for _ in range(3):
            (entities,) = (await subgraph.cached(["1"]))["data"].values()
            assert entities[0] == {"price": 10, "name": "1"}
            entities[0].clear()

    asyncio.run(scenario())


def test_an_entity_that_does_not_exist_is_remembered_too():
    async def scenario() -> None:
        subgraph = rooms()
        assert values(await subgraph.cached(["9"])) == [None]
        assert values(await subgraph.cached(["9"])) == [None]
        assert subgraph.asked == [["9"]]

    asyncio.run(scenario())


@pytest.mark.parametrize(("header", "questions"), [("max-age=60", 1), ("private, max-age=60", 3)])
def test_private_answers_are_each_clients_own(header, questions):
    async def scenario() -> None:
        subgraph = rooms(header)
        for principal in (ANN, BEA, None, ANN, BEA, None):
            await subgraph.cached(["1"], principal=principal)
        assert len(subgraph.asked) == questions

    asyncio.run(scenario())


def test_headers_that_answers_vary_by_tell_them_apart():
    async def scenario() -> None:
        subgraph = rooms()
        for language in ("de", "fr", "de"):
            await subgraph.cached(["1"], vary=language)
        assert len(subgraph.asked) == 2

    asyncio.run(scenario())


def test_root_fields_are_kept_as_a_whole():
    async def scenario() -> None:
        subgraph = rooms()
        first = await subgraph.cached_root()
        assert await subgraph.cached_root() == first
        assert len(subgraph.asked) == 1
        await subgraph.caching.invalidator.invalidate([Invalidation(subgraph="hotel", type="Room", key={"id": "1"})])
        await subgraph.cached_root()
        assert len(subgraph.asked) == 2

    asyncio.run(scenario())


def test_a_mutation_goes_through_and_forbids_keeping_the_whole():
    async def scenario() -> None:
        subgraph = rooms()
        collected = subgraph.collect()
        for _ in range(2):
            await subgraph.fetches.answer(MUTATION, [], {}, collected, subgraph.ask)
        assert len(subgraph.asked) == 2
        assert not collected.is_storable

    asyncio.run(scenario())


@pytest.mark.parametrize(("forgets", "questions"), [(True, 2), (False, 1)])
def test_after_a_mutation_of_a_subgraph_its_answers_are_forgotten_unless_it_tells_of_its_writes(forgets, questions):
    async def scenario() -> None:
        subgraph = rooms(forget_after_mutations=forgets)
        for _ in range(2):
            await subgraph.cached_root()
            await subgraph.cached(["1"])
            await subgraph.fetches.answer(MUTATION, [], {}, subgraph.collect(), subgraph.ask)
        roots = [asked for asked in subgraph.asked if asked == []]
        assert len(roots) == questions + 2
        assert subgraph.asked.count(["1"]) == 1, "that is another subgraph's"

    asyncio.run(scenario())


def test_a_mutation_that_fails_may_have_changed_something():
    async def scenario() -> None:
        subgraph = rooms()
        await subgraph.cached_root()
        subgraph.down = True
        with pytest.raises(SubgraphTimeoutError):
            await subgraph.fetches.answer(MUTATION, [], {}, subgraph.collect(), subgraph.ask)
        with pytest.raises(SubgraphTimeoutError):
            await subgraph.cached_root()

    asyncio.run(scenario())


def test_an_entity_invalidated_under_its_key_is_asked_for_anew_and_others_are_not():
    async def scenario() -> None:
        subgraph = rooms()
        await subgraph.cached(["1", "2"])
        await subgraph.change("2", 99)
        assert values(await subgraph.cached(["1", "2"])) == [10, 99]
        assert subgraph.asked == [["1", "2"], ["2"]]

    asyncio.run(scenario())


def test_what_was_asked_for_before_an_invalidation_is_not_kept_after_it():
    async def scenario() -> None:
        subgraph = rooms()
        await subgraph.cached(["5"])
        subgraph.delay = 0.01
        subgraph.entered.clear()
        slow = asyncio.create_task(subgraph.cached(["1"]))
        await subgraph.entered.wait()
        await subgraph.change("1", 99)
        assert values(await slow) == [10]
        assert values(await subgraph.cached(["1"])) == [99]

    asyncio.run(scenario())


def test_many_who_miss_the_same_at_once_ask_once():
    async def scenario() -> None:
        subgraph = rooms()
        await subgraph.cached(["5"])
        subgraph.delay = 0.01
        answers = await asyncio.gather(*(subgraph.cached(["1", "2"]) for _ in range(30)), subgraph.cached(["2", "3"]))
        assert [values(answer) for answer in answers] == [*[[10, 20]] * 30, [20, 30]]
        assert subgraph.asked == [["5"], ["1", "2"], ["3"]]

    asyncio.run(scenario())


def test_those_who_wait_are_not_left_alone_when_the_one_who_asks_leaves():
    async def scenario() -> None:
        subgraph = rooms()
        await subgraph.cached(["5"])
        subgraph.delay = 0.02
        subgraph.entered.clear()
        leaver = asyncio.create_task(subgraph.cached(["1"]))
        await subgraph.entered.wait()
        waiting = [asyncio.create_task(subgraph.cached(["1"])) for _ in range(5)]
        await asyncio.sleep(0)
        leaver.cancel()
        assert [values(answer) for answer in await asyncio.gather(*waiting)] == [[10]] * 5
        assert subgraph.asked == [["5"], ["1"], ["1"]]

    asyncio.run(scenario())


def test_a_private_answer_is_not_shared_with_others_who_wait_for_it():
    async def scenario() -> None:
        subgraph = rooms("max-age=60")
        await subgraph.cached(["5"])
        subgraph.headers = {"cache-control": "private, max-age=60"}
        subgraph.delay = 0.01
        await asyncio.gather(*(subgraph.cached(["1"], principal=principal) for principal in (ANN, BEA)))
        assert subgraph.asked == [["5"], ["1"], ["1"]]

    asyncio.run(scenario())


def test_a_stale_answer_is_given_while_one_request_gets_a_new_one():
    async def scenario() -> None:
        subgraph = rooms("max-age=1, stale-while-revalidate=60")
        await subgraph.cached(["1"])
        age(subgraph, 2)
        subgraph.prices["1"] = 99
        answers = [values(await subgraph.cached(["1"])) for _ in range(5)]
        assert answers == [[10]] * 5
        await asyncio.sleep(0.01)
        assert subgraph.asked == [["1"], ["1"]]
        assert values(await subgraph.cached(["1"])) == [99]
        assert subgraph.caching.statistics.stale_hits == 5

    asyncio.run(scenario())


def test_a_refresh_that_fails_leaves_what_is_kept_and_is_tried_again():
    async def scenario() -> None:
        subgraph = rooms("max-age=1, stale-while-revalidate=60")
        await subgraph.cached(["1"])
        age(subgraph, 2)
        subgraph.down = True
        for _ in range(2):
            assert values(await subgraph.cached(["1"])) == [10]
            await asyncio.sleep(0.01)
        assert len(subgraph.asked) == 3

    asyncio.run(scenario())


def test_an_old_answer_is_better_than_a_failure_where_it_is_allowed():
    async def scenario() -> None:
        subgraph = rooms("max-age=1, stale-if-error=60")
        await subgraph.cached(["1"])
        age(subgraph, 2)
        subgraph.down = True
        collected = subgraph.collect()
        assert values(await subgraph.cached(["1"], collected=collected)) == [10]
        assert not collected.is_storable
        with pytest.raises(SubgraphTimeoutError):
            await subgraph.cached(["1", "2"])
        age(subgraph, 61)
        with pytest.raises(SubgraphTimeoutError):
            await subgraph.cached(["1"])

    asyncio.run(scenario())


def test_an_answer_slow_to_get_is_asked_for_before_its_end_the_likelier_the_nearer():
    async def scenario() -> None:
        subgraph = rooms("max-age=60")
        await subgraph.cached(["1"])
        (entry,) = entries(subgraph)
        entry.seconds = 1.0
        age(subgraph, 30)
        for _ in range(100):
            await subgraph.cached(["1"])
        assert len(subgraph.asked) == 1
        age(subgraph, 29.9)
        for _ in range(100):
            await subgraph.cached(["1"])
        await asyncio.sleep(0.01)
        assert len(subgraph.asked) == 2

    asyncio.run(scenario())


def test_the_whole_is_collected_from_what_was_asked_and_what_was_kept():
    async def scenario() -> None:
        subgraph = rooms("max-age=60")
        await subgraph.cached(["1"])
        age(subgraph, 20)
        collected = subgraph.collect()
        await subgraph.cached(["1", "2"], collected=collected)
        assert collected.is_storable
        assert 39 < collected.policy.max_age <= 40
        assert {'e:prices:Room:{"id":"1"}', 'e:prices:Room:{"id":"2"}', "s:prices"} <= collected.tags

    asyncio.run(scenario())


def test_where_entities_are_not_kept_the_policy_of_the_whole_is_still_known():
    async def scenario() -> None:
        subgraph = rooms("max-age=60", entities=False)
        collected = subgraph.collect()
        for _ in range(2):
            await subgraph.cached(["1"], collected=collected)
        assert len(subgraph.asked) == 2
        assert collected.is_storable
        assert collected.policy.max_age == 60

    asyncio.run(scenario())


@pytest.mark.parametrize("data", [{"_entities": []}, {"_entities": [{}, {}]}, {}, [], 7])
def test_an_answer_that_cannot_be_assigned_is_passed_on_and_not_kept(data):
    async def scenario() -> None:
        subgraph = rooms()

        async def ask(*_: Any) -> Any:
            return {"data": data}, {"cache-control": "max-age=60"}

        subgraph.ask = ask  # type: ignore[assignment,method-assign]
        collected = subgraph.collect()
        assert (await subgraph.cached(["1", "2", "3"], collected=collected))["data"] == data
        assert len(subgraph.caching.store.local) == 0
        assert not collected.is_storable

    asyncio.run(scenario())


def entries(subgraph: CachedRooms) -> list[Any]:
    return [entry for entry, _ in subgraph.caching.store.local._entries.values()]


def age(subgraph: CachedRooms, seconds: float) -> None:
    """Let time pass for what is kept."""
    for entry in entries(subgraph):
        entry.fresh_until -= seconds
        entry.stale_until -= seconds
        entry.error_until -= seconds
