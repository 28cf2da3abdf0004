"""The marketplace behind the gateway's caches: people browse out of them, and read what has been written at once."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Coroutine
from typing import Any

import orjson
import pytest

from marketplace.asgi import make_gateway
from marketplace.common.public_ids import encode_public_id
from marketplace.gateway.app import Gateway
from marketplace.gateway.pipeline import HttpRequest, HttpResponse
from marketplace.identity.access_tokens import issue_access_token
from marketplace.kept_answers import GATEWAYS
from marketplace.subgraphs.offers.domain.status import OfferStatus
from marketplace.subgraphs.offers.models import Offer
from marketplace.subgraphs.reviews.models import AuthorName, ReviewableOffer
from tests.factories.offers import make_category, make_offer
from tests.factories.reviews import make_review
from tests.factories.users import make_user
from tests.harness.redis_servers import redis_server

pytestmark = pytest.mark.django_db(transaction=True)

FRONT = "{ categories { id name children { name } } offers(first: 10) { nodes { id title price { formatted } } } }"
CATEGORY = """query ($slug: String!) {
  category(slug: $slug) { name offers(first: 10) { nodes { id title seller { displayName } } } }
}"""
OFFER = """query ($id: ID!) {
  offer(id: $id) {
    title description status price { formatted } city { name }
    seller { id displayName sellerRating { average count } }
    rating { average count }
    reviews(first: 5) { nodes { id title rating author { displayName } } }
  }
}"""
SELLER = "query ($id: ID!) { user(id: $id) { displayName bio offers(first: 5) { nodes { id title } } } }"


class Visitor:
    """Somebody who asks the gateway; a stranger without a user."""

    def __init__(self, gateway: Gateway, user: Any = None) -> None:
        self._gateway = gateway
        self._headers = {"content-type": "application/json"}
        if user is not None:
            self._headers["authorization"] = f"Bearer {issue_access_token(user).text}"

    async def ask(self, query: str, **variables: Any) -> HttpResponse:
        body = orjson.dumps({"query": query, "variables": variables})
        exchange = self._gateway.begin(HttpRequest("POST", "", self._headers, body))
        with self._gateway.use() as handler:
            response = await handler.handle(exchange)
        assert isinstance(response, HttpResponse)
        return response

    async def read(self, query: str, **variables: Any) -> Any:
        answer = orjson.loads((await self.ask(query, **variables)).body)
        assert "errors" not in answer, answer
        return answer["data"]


def with_gateway(scenario: Callable[[Gateway], Coroutine[Any, Any, None]]) -> None:
    async def run() -> None:
        gateway = make_gateway()
        await gateway.start()
        try:
            await scenario(gateway)
        finally:
            await gateway.aclose()

    asyncio.run(run())


class Shop:
    """Offers of three sellers in four categories, with reviews of the popular ones."""

    def __init__(self) -> None:
        categories = [make_category(slug=f"shelf-{number}") for number in range(4)]
        self.sellers = [make_user() for _ in range(3)]
        self.offers = [
            make_offer(category=categories[number % 4], seller_id=self.sellers[number % 3].pk) for number in range(20)
        ]
        for offer in self.offers[:8]:
            reviewable = ReviewableOffer.objects.create(offer_id=offer.pk, seller_id=offer.seller_id, open=True)
            make_review(offer=reviewable)

    def id_of(self, number: int) -> str:
        return encode_public_id("offer", self.offers[number].pk)

    def seller_of(self, number: int) -> Any:
        return self.sellers[number % 3]


def test_browsing_is_answered_out_of_the_caches_by_more_than_four_fifths():
    """Strangers walk through the shop; of every fifty requests one is a seller's change."""
    shop = Shop()
    dice = random.Random(7)

    async def scenario(gateway: Gateway) -> None:
        stranger = Visitor(gateway)
        walks = 0
        for step in range(500):
            popular = min(int(dice.expovariate(0.3)), 19)
            kind = dice.random()
            if step % 50 == 49:
                await change_title(Visitor(gateway, shop.seller_of(popular)), shop.id_of(popular), f"Title {step}")
                continue
            walks += 1
            if kind < 0.3:
                await stranger.read(FRONT)
            elif kind < 0.5:
                await stranger.read(CATEGORY, slug=f"shelf-{popular % 4}")
            elif kind < 0.9:
                await stranger.read(OFFER, id=shop.id_of(popular))
            else:
                await stranger.read(SELLER, id=encode_public_id("user", shop.seller_of(popular).pk))
        caching = gateway.services.caching
        assert caching is not None
        assert caching.statistics.response_hits / walks > 0.8, caching.statistics

    with_gateway(scenario)


def test_whoever_has_written_and_everybody_else_reads_it_at_once():
    shop = Shop()

    async def scenario(gateway: Gateway) -> None:
        stranger, seller = Visitor(gateway), Visitor(gateway, shop.seller_of(0))
        for number in range(5):
            title = f"Changed {number}"
            for visitor in (stranger, seller):
                await visitor.read(FRONT)
                await visitor.read(OFFER, id=shop.id_of(0))
            await change_title(seller, shop.id_of(0), title)
            for visitor in (stranger, seller):
                assert (await visitor.read(OFFER, id=shop.id_of(0)))["offer"]["title"] == title
                shown = (await visitor.read("{ offers(first: 50) { nodes { title } } }"))["offers"]["nodes"]
                assert {"title": title} in shown

    with_gateway(scenario)


def test_a_review_changes_the_offers_and_the_sellers_rating_at_once():
    shop = Shop()
    author = make_user(display_name="Ada")
    AuthorName.objects.create(author_id=author.pk, display_name="Ada", profile_version=1)

    async def scenario(gateway: Gateway) -> None:
        stranger = Visitor(gateway)
        before = (await stranger.read(OFFER, id=shop.id_of(0)))["offer"]
        await Visitor(gateway, author).read(
            "mutation ($input: AddReviewInput!) { addReview(input: $input) { problems { code } } }",
            input={"offerId": shop.id_of(0), "rating": 1, "title": "Bad", "body": "It broke."},
        )
        after = (await stranger.read(OFFER, id=shop.id_of(0)))["offer"]
        assert after["rating"]["count"] == before["rating"]["count"] + 1
        assert after["seller"]["sellerRating"]["count"] == before["seller"]["sellerRating"]["count"] + 1
        assert after["reviews"]["nodes"][0]["title"] == "Bad"

    with_gateway(scenario)


def test_a_new_name_of_a_seller_stands_beside_the_offers_at_once():
    shop = Shop()
    seller = shop.seller_of(0)

    async def scenario(gateway: Gateway) -> None:
        stranger = Visitor(gateway)
        await stranger.read(OFFER, id=shop.id_of(0))
        await Visitor(gateway, seller).read(
            "mutation ($input: EditProfileInput!) { editProfile(input: $input) { problems { code } } }",
            input={"version": seller.version, "displayName": "Another Name"},
        )
        assert (await stranger.read(OFFER, id=shop.id_of(0)))["offer"]["seller"]["displayName"] == "Another Name"

    with_gateway(scenario)


def test_a_draft_is_its_sellers_alone_however_often_it_is_read():
    shop = Shop()
    draft = make_offer(seller_id=shop.sellers[0].pk, status=OfferStatus.DRAFT)
    query, id_ = "query ($id: ID!) { offer(id: $id) { title } }", encode_public_id("offer", draft.pk)

    async def scenario(gateway: Gateway) -> None:
        visitors = [Visitor(gateway, shop.sellers[0]), Visitor(gateway), Visitor(gateway, shop.sellers[1])]
        for _ in range(2):
            shown = [(await visitor.read(query, id=id_))["offer"] for visitor in visitors]
            assert shown == [{"title": draft.title}, None, None]

    with_gateway(scenario)


def test_an_email_address_is_told_to_its_owner_and_kept_nowhere():
    user = make_user()
    query = "query ($id: ID!) { user(id: $id) { displayName email } me { displayName } }"
    id_ = encode_public_id("user", user.pk)

    async def scenario(gateway: Gateway) -> None:
        for visitor, email in ((Visitor(gateway, user), user.email), (Visitor(gateway), None)) * 2:
            response = await visitor.ask(query, id=id_)
            assert orjson.loads(response.body)["data"]["user"]["email"] == email
            assert response.headers["cache-control"] == "no-store"

    with_gateway(scenario)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("{ categories { name } }", "public, max-age=300"),
        ("{ offers { nodes { title } } }", "private, max-age=15"),
        ("{ me { displayName } }", "no-store"),
    ],
)
def test_clients_are_told_how_long_an_answer_lasts(query, said):
    async def scenario(gateway: Gateway) -> None:
        assert (await Visitor(gateway).ask(query)).headers["cache-control"] == said

    with_gateway(scenario)


async def change_title(seller: Visitor, offer_id: str, title: str) -> None:
    version = (await seller.read("query ($id: ID!) { offer(id: $id) { version } }", id=offer_id))["offer"]["version"]
    answer = await seller.read(
        "mutation ($input: UpdateOfferInput!) { updateOffer(input: $input) { problems { message } } }",
        input={"id": offer_id, "version": version, "title": title},
    )
    assert answer["updateOffer"]["problems"] == []


@pytest.mark.redis
def test_gateways_of_other_processes_hear_of_a_write_by_redis_and_a_write_goes_on_without(settings, caplog):
    shop = Shop()

    async def title_told_by(gateway: Gateway) -> str:
        return str((await Visitor(gateway).read(OFFER, id=shop.id_of(0)))["offer"]["title"])

    async def scenario(gateway: Gateway) -> None:
        GATEWAYS.discard(gateway)  # as if it were in another process than the subgraphs
        caching = gateway.services.caching
        assert caching is not None
        async with asyncio.timeout(10):
            while not caching.invalidator.is_told():  # noqa: ASYNC110 - waits for a server
                await asyncio.sleep(0.01)
        await title_told_by(gateway)
        await change_title(Visitor(gateway, shop.seller_of(0)), shop.id_of(0), "Heard of")
        async with asyncio.timeout(10):
            while not caching.statistics.invalidations:  # noqa: ASYNC110 - waits for a server
                await asyncio.sleep(0.01)
        assert await title_told_by(gateway) == "Heard of"
        server.kill()
        await change_title(Visitor(gateway, shop.seller_of(0)), shop.id_of(0), "Written")
        assert "Gateways were not told of changes" in caplog.text
        assert Offer.objects.get(pk=shop.offers[0].pk).title == "Written"

    with redis_server() as server:
        settings.GATEWAY_REDIS_URL = server.url
        with_gateway(scenario)
