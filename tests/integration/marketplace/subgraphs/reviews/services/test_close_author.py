from __future__ import annotations

import pytest

from marketplace.common.problems import AuthenticationRequiredError
from marketplace.common.requester import Requester
from marketplace.subgraphs.reviews import tasks
from marketplace.subgraphs.reviews.domain.moderation import ModerationStatus
from marketplace.subgraphs.reviews.models import OfferRating
from marketplace.subgraphs.reviews.services.add_review import add_review
from marketplace.subgraphs.reviews.services.edit_review import edit_review
from marketplace.subgraphs.reviews.services.report_review import report_review
from tests.factories.messages import hear
from tests.factories.reviews import make_offer, make_review

pytestmark = pytest.mark.django_db


def test_reviews_of_a_deactivated_user_stay_but_nothing_is_added():
    review, other = make_review(), make_review()
    author = Requester(review.author_id)
    hear(tasks.close_author, user_id=str(review.author_id))

    writes = [
        lambda: add_review(requester=author, offer_id=make_offer().offer_id, rating=5, title="Fine", body="It works."),
        lambda: edit_review(requester=author, review_id=review.pk, version=1, rating=1),
        lambda: report_review(requester=author, review_id=other.pk, reason="Rude."),
    ]
    for write in writes:
        with pytest.raises(AuthenticationRequiredError, match="deactivated"):
            write()

    review.refresh_from_db()
    assert (review.status, review.rating) == (ModerationStatus.PUBLISHED, 4)
    assert OfferRating.objects.get(offer_id=review.offer_id).count == 1
