"""Threads with a connection each: totals equal a recount, and of duplicates exactly one succeeds."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from threading import Barrier
from uuid import UUID

import pytest
from django.db import connection

from marketplace.common.problems import ProblemError
from marketplace.common.public_ids import new_key
from marketplace.common.requester import Requester, Role
from marketplace.subgraphs.reviews.domain.moderation import ModerationDecision, ModerationStatus
from marketplace.subgraphs.reviews.errors import ReviewNotFoundError
from marketplace.subgraphs.reviews.models import Review
from marketplace.subgraphs.reviews.selectors.ratings import Subject, count_ratings, ratings_of
from marketplace.subgraphs.reviews.services.add_review import add_review
from marketplace.subgraphs.reviews.services.edit_review import edit_review
from marketplace.subgraphs.reviews.services.moderate_review import moderate_review
from marketplace.subgraphs.reviews.services.recount_ratings import recount_ratings
from marketplace.subgraphs.reviews.services.report_review import report_review
from tests.factories.reviews import make_author, make_offer, make_review

pytestmark = pytest.mark.django_db(transaction=True)

THREADS = 8
WRITES = 25
MODERATOR = Requester(new_key(), frozenset({Role.MODERATOR}))


def at_once(works: Iterable[Callable[[], str]]) -> Counter[str]:
    """Run every work in a thread of its own, started together; count what they return."""
    works = list(works)
    start = Barrier(len(works))

    def run(work: Callable[[], str]) -> str:
        start.wait(timeout=30)
        try:
            return work()
        except ProblemError as refusal:
            return refusal.problems[0].code
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=len(works)) as pool:
        return Counter(pool.map(run, works))


def assert_totals_equal_a_recount(subject: Subject, keys: list[UUID]) -> None:
    stored = {key: tally for key, tally in ratings_of(subject, keys).items() if tally.count}
    assert stored == count_ratings(subject, keys)
    assert stored, "the writes must leave something to compare"


def test_totals_stay_right_while_many_write():
    sellers = [new_key(), new_key()]
    offers = [make_offer(seller_id=sellers[number % 2]) for number in range(4)]
    authors = [[make_author() for _ in range(WRITES)] for _ in range(THREADS)]
    shared = [make_review(offer=offers[0]) for _ in range(3)]

    def write_many(thread: int) -> str:
        dice = random.Random(thread)
        for author in authors[thread]:
            review = add_review(
                requester=Requester(author.author_id),
                offer_id=dice.choice(offers).offer_id,
                rating=dice.randint(1, 5),
                title="Good",
                body="Very good.",
            )
            if dice.random() < 0.4:
                review = edit_review(
                    requester=Requester(author.author_id), review_id=review.pk, version=1, rating=dice.randint(1, 5)
                )
            if dice.random() < 0.4:
                moderate_review(
                    requester=MODERATOR,
                    review_id=review.pk,
                    version=review.version,
                    decision=ModerationDecision.REJECT,
                    reason="Off topic.",
                )
        for review in shared:
            with suppress(ReviewNotFoundError):  # withdrawn by then
                report_review(requester=Requester(new_key()), review_id=review.pk, reason="Rude.")
        if thread % 4 == 0:
            assert recount_ratings() == 0
        return "done"

    assert at_once(partial(write_many, thread) for thread in range(THREADS)) == {"done": THREADS}

    assert Review.objects.count() == THREADS * WRITES + len(shared)
    assert {review.status for review in Review.objects.filter(pk__in=[row.pk for row in shared])} == {
        ModerationStatus.PENDING
    }
    assert_totals_equal_a_recount("offer", [offer.offer_id for offer in offers])
    assert_totals_equal_a_recount("seller", sellers)


def test_of_concurrent_duplicates_exactly_one_succeeds():
    author, offer = make_author(), make_offer()

    def add() -> str:
        add_review(
            requester=Requester(author.author_id),
            offer_id=offer.offer_id,
            rating=5,
            title="Good",
            body="Very good.",
        )
        return "added"

    outcomes = at_once([add] * THREADS)

    assert outcomes == {"added": 1, "DUPLICATE_REVIEW": THREADS - 1}
    assert ratings_of("offer", [offer.offer_id])[offer.offer_id].count == 1


def test_concurrent_repetitions_under_one_idempotency_key_are_one_review():
    author, offer = make_author(), make_offer()

    def add() -> str:
        review = add_review(
            requester=Requester(author.author_id),
            offer_id=offer.offer_id,
            rating=5,
            title="Good",
            body="Very good.",
            idempotency_key="k1",
        )
        return str(review.pk)

    outcomes = at_once([add] * THREADS)

    assert outcomes == {str(Review.objects.get().pk): THREADS}
    assert ratings_of("offer", [offer.offer_id])[offer.offer_id].count == 1


def test_of_concurrent_edits_of_one_version_exactly_one_succeeds():
    review = make_review(rating=1)

    def edit(rating: int) -> str:
        edit_review(requester=Requester(review.author_id), review_id=review.pk, version=1, rating=rating)
        return "edited"

    outcomes = at_once(partial(edit, rating) for rating in (2, 3, 4, 5))

    assert outcomes == {"edited": 1, "STALE_VERSION": 3}
    assert_totals_equal_a_recount("offer", [review.offer_id])
