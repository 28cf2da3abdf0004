from __future__ import annotations

import pytest

from marketplace.common.problems import ProblemError
from marketplace.common.public_ids import new_key
from marketplace.common.requester import Requester, Role
from marketplace.subgraphs.reviews.domain.moderation import ModerationDecision, ModerationStatus
from marketplace.subgraphs.reviews.models import Review, ReviewReport
from marketplace.subgraphs.reviews.selectors.ratings import ratings_of
from marketplace.subgraphs.reviews.services.moderate_review import moderate_review
from marketplace.subgraphs.reviews.services.report_review import report_review
from tests.factories.reviews import make_review

pytestmark = pytest.mark.django_db


def report(review: Review, requester: Requester | None = None) -> Review:
    return report_review(requester=requester or Requester(new_key()), review_id=review.pk, reason="Rude.")


def test_three_distinct_reports_withdraw_a_published_review():
    review = make_review()

    report(review)
    report(review)
    assert Review.objects.get().status == ModerationStatus.PUBLISHED

    report(review)
    stored = Review.objects.get()
    assert (stored.status, stored.version) == (ModerationStatus.PENDING, 2)
    assert ratings_of("offer", [review.offer_id])[review.offer_id].count == 0


def test_the_same_person_counts_once():
    review, reporter = make_review(), Requester(new_key())
    report(review, reporter)

    for _ in range(2):
        with pytest.raises(ProblemError) as refused:
            report(review, reporter)
        assert [problem.code for problem in refused.value.problems] == ["DUPLICATE_REPORT"]

    assert ReviewReport.objects.count() == 1
    assert Review.objects.get().status == ModerationStatus.PUBLISHED


def test_reports_that_a_moderator_settled_do_not_count_again():
    review = make_review()
    for _ in range(3):
        report(review)
    moderate_review(
        requester=Requester(new_key(), frozenset({Role.MODERATOR})),
        review_id=review.pk,
        version=2,
        decision=ModerationDecision.APPROVE,
        reason="Harmless.",
    )

    report(review)
    report(review)
    assert Review.objects.get().status == ModerationStatus.PUBLISHED
    report(review)
    assert Review.objects.get().status == ModerationStatus.PENDING


def test_nobody_reports_an_own_review_or_one_not_shown_to_them():
    review, hidden = make_review(), make_review(status=ModerationStatus.REJECTED)

    with pytest.raises(ProblemError) as own:
        report(review, Requester(review.author_id))
    with pytest.raises(ProblemError) as unseen:
        report(hidden)

    assert [problem.code for problem in own.value.problems + unseen.value.problems] == [
        "OWN_REVIEW",
        "REVIEW_NOT_FOUND",
    ]
    assert not ReviewReport.objects.exists()
