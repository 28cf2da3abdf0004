from __future__ import annotations

from typing import Any

import pytest

from marketplace.common.problems import ProblemError
from marketplace.common.public_ids import new_key
from marketplace.common.requester import Requester, Role
from marketplace.subgraphs.reviews.domain.moderation import ModerationDecision, ModerationStatus
from marketplace.subgraphs.reviews.models import Review, ReviewReport
from marketplace.subgraphs.reviews.selectors.ratings import ratings_of
from marketplace.subgraphs.reviews.services.moderate_review import moderate_review
from tests.factories.reviews import make_author, make_report, make_review

pytestmark = pytest.mark.django_db

MODERATOR = Requester(new_key(), frozenset({Role.MODERATOR}))


def decide(review: Review, decision: ModerationDecision, **changed: Any) -> Review:
    arguments: dict[str, Any] = {
        "requester": MODERATOR,
        "review_id": review.pk,
        "version": review.version,
        "reason": "Because.",
    }
    return moderate_review(decision=decision, **arguments | changed)


def count(review: Review) -> int:
    tally = ratings_of("offer", [review.offer_id]).get(review.offer_id)
    return tally.count if tally else 0


def test_approval_publishes_counts_and_settles_the_reports():
    review = make_review(status=ModerationStatus.PENDING)
    make_report(review)

    decide(review, ModerationDecision.APPROVE, reason=" Harmless. ")

    stored = Review.objects.get()
    assert (stored.status, stored.version, stored.moderation_reason, stored.moderated_by) == (
        ModerationStatus.PUBLISHED,
        2,
        "Harmless.",
        MODERATOR.user_id,
    )
    assert stored.moderated_at is not None
    assert count(review) == 1
    assert not ReviewReport.objects.filter(open=True).exists()


def test_rejection_of_a_published_review_takes_it_off_the_ratings_and_approval_brings_it_back():
    review = make_review()

    rejected = decide(review, ModerationDecision.REJECT)
    assert (rejected.status, count(review)) == (ModerationStatus.REJECTED, 0)

    approved = decide(rejected, ModerationDecision.APPROVE)
    assert (approved.status, count(review)) == (ModerationStatus.PUBLISHED, 1)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"requester": Requester(new_key())}, "PERMISSION_DENIED"),
        ({"requester": Requester()}, "UNAUTHENTICATED"),
        ({"version": 9}, "STALE_VERSION"),
        ({"reason": "  "}, "TEXT_REQUIRED"),
        ({"review_id": new_key()}, "REVIEW_NOT_FOUND"),
        ({"decision": ModerationDecision.APPROVE}, "ILLEGAL_MODERATION"),
    ],
)
def test_a_refused_decision_changes_nothing(changed, code):
    review = make_review()

    with pytest.raises(ProblemError) as refused:
        decide(review, **{"decision": ModerationDecision.REJECT, **changed})

    assert [problem.code for problem in refused.value.problems] == [code]
    stored = Review.objects.get()
    assert (stored.status, stored.version, count(review)) == (ModerationStatus.PUBLISHED, 1, 1)


def test_a_moderator_does_not_decide_about_an_own_review():
    review = make_review(author=make_author(author_id=MODERATOR.user_id), status=ModerationStatus.PENDING)

    with pytest.raises(ProblemError) as refused:
        decide(review, ModerationDecision.APPROVE)

    assert [problem.code for problem in refused.value.problems] == ["OWN_REVIEW"]
    assert Review.objects.get().status == ModerationStatus.PENDING
