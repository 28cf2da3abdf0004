"""Restrictions of what does not end with one answer: subscriptions, answers in parts, supergraphs that are replaced."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import orjson
import pytest

from marketplace.gateway.config import AuthorizationConfig, RefusalPlace
from marketplace.gateway.context import Principal
from marketplace.gateway.pipeline import StreamedResponse
from tests.harness.guarded_gateway import ANN, BILLING, USERS, Guarded, refused_paths, supergraph_sdl, token
from tests.harness.served_gateway import until

PARTS = "multipart/mixed; deferSpec=20220824, application/json"


class Grants:
    """A decider whose mind is changed from outside."""

    def __init__(self, *granted: str) -> None:
        self.granted = frozenset(granted)

    def decide(self, _principal: Principal | None, policies: frozenset[str]) -> frozenset[str]:
        return self.granted & policies


class Subscriber:
    """One open event stream."""

    def __init__(self, guarded: Guarded, pieces: AsyncIterator[bytes]) -> None:
        self._events = guarded.events
        self._pieces = pieces

    async def next(self) -> dict[str, Any] | None:
        """The next answer; None for the end of the stream."""
        async for piece in self._pieces:
            if piece.startswith(b"event: next"):
                return orjson.loads(piece.partition(b"data: ")[2])  # type: ignore[no-any-return]
        return None

    async def after(self, data: dict[str, Any]) -> dict[str, Any] | None:
        """The answer to an event that the subgraph gives now."""
        answer = asyncio.create_task(self.next())
        await until(lambda: self._events.open > 0)
        self._events.emit({"data": data})
        return await answer


async def subscribe(guarded: Guarded, query: str, client: str | None = None) -> Subscriber:
    response = await guarded.answer(query, client, accept="text/event-stream")
    assert isinstance(response, StreamedResponse)
    return Subscriber(guarded, response.pieces)


def test_each_event_is_filtered_like_an_answer():
    async def scenario() -> None:
        guarded = Guarded()
        subscriber = await subscribe(guarded, "subscription { changed { name email } }")
        for _ in range(2):
            answer = await subscriber.after({"changed": ANN})
            assert answer is not None
            assert answer["data"] == {"changed": {"name": "Ann", "email": None}}
            assert refused_paths(answer) == [["changed", "email"]]
        assert b"email" not in guarded.events.requests[0].body

    asyncio.run(scenario())


@pytest.mark.parametrize("query", ["subscription { audited }", "subscription { changed { email } }"])
def test_a_subscription_of_which_nothing_is_left_is_refused(query):
    async def scenario() -> None:
        guarded = Guarded()
        refusal = await (await subscribe(guarded, query)).next()
        assert refusal is not None
        assert refusal["errors"][0]["extensions"]["code"] == "UNAUTHORIZED_FIELD_OR_TYPE"
        assert guarded.events.requests == []

    asyncio.run(scenario())


def test_a_subscription_ends_with_the_policy_that_allowed_it():
    async def scenario() -> None:
        grants = Grants("auditor")
        subscriber = await subscribe(Guarded(policies=grants), "subscription { audited }", token())
        assert await subscriber.after({"audited": "one"}) == {"data": {"audited": "one"}}
        grants.granted = frozenset()
        last = await subscriber.after({"audited": "two"})
        assert last is not None
        assert last["data"] is None
        assert last["errors"][0]["extensions"]["code"] == "UNAUTHORIZED_FIELD_OR_TYPE"
        assert await subscriber.next() is None

    asyncio.run(scenario())


def test_a_policy_that_is_granted_later_shows_no_more_than_was_subscribed_to():
    async def scenario() -> None:
        grants = Grants()
        subscriber = await subscribe(Guarded(policies=grants), "subscription { changed { name balance } }", token())
        for _ in range(2):
            answer = await subscriber.after({"changed": ANN})
            assert answer is not None
            assert answer["data"] == {"changed": {"name": "Ann", "balance": None}}
            grants.granted = frozenset({"owner"})

    asyncio.run(scenario())


async def parts_of(guarded: Guarded, query: str) -> list[dict[str, Any]]:
    response = await guarded.answer(query, accept=PARTS)
    assert isinstance(response, StreamedResponse)
    body = b"".join([piece async for piece in response.pieces])
    return [orjson.loads(part.split(b"\r\n")[0]) for part in body.split(b"\r\n\r\n")[1:]]


@pytest.mark.parametrize("place", [RefusalPlace.ERRORS, RefusalPlace.EXTENSIONS])
def test_each_part_tells_its_own_refusals(place):
    query = "{ me { name email ... @defer { taxId label } } }"

    def told(entry: dict[str, Any]) -> list[list[str | int]]:
        if place is RefusalPlace.ERRORS:
            return refused_paths(entry)
        return refused_paths({"errors": entry["extensions"]["authorizationErrors"]})

    first, second = asyncio.run(parts_of(Guarded(AuthorizationConfig(errors_in=place)), query))
    assert first["data"] == {"me": {"name": "Ann", "email": None}}
    assert told(first) == [["me", "email"]]
    (entry,) = second["incremental"]
    assert (entry["path"], entry["data"]) == (["me"], {"taxId": None, "label": "A"})
    assert told(entry) == [["me", "taxId"]]


def test_a_part_inside_what_is_withheld_is_not_delivered():
    (whole,) = [asyncio.run(answer_of(Guarded(), "{ me { name invoices { ... @defer { id } } } }"))]
    assert whole["data"] == {"me": {"name": "Ann", "invoices": None}}
    assert refused_paths(whole) == [["me", "invoices"]]


async def answer_of(guarded: Guarded, query: str) -> dict[str, Any]:
    response = await guarded.answer(query, accept=PARTS)
    assert not isinstance(response, StreamedResponse)
    parsed: dict[str, Any] = orjson.loads(response.body)
    return parsed


def test_plans_made_for_a_new_supergraph_know_its_numbers_of_the_same_demands():
    """The first directives that the new one reads are others, so that every condition has another number."""

    async def scenario() -> None:
        guarded = Guarded()
        await guarded.answer("{ me { name email } }")
        await guarded.answer("{ me { name email } }", token())
        first = 'type Query {\n  aaa: Int @policy(policies: [["new"]])'
        changed = supergraph_sdl(USERS.replace("type Query {", first), BILLING)
        assert await guarded.gateway.replace_supergraph(changed)
        before = len(guarded.gateway.services.plans)
        stranger = await guarded.answer("{ me { name email } }")
        assert not isinstance(stranger, StreamedResponse)
        assert orjson.loads(stranger.body)["data"] == {"me": {"name": "Ann", "email": None}}
        await guarded.answer("{ me { name email } }", token())
        assert len(guarded.gateway.services.plans) == before == 2
        await guarded.gateway.aclose()

    asyncio.run(scenario())
