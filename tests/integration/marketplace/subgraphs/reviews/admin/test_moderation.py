"""Moderators at work, through the pages they use."""

import pytest

from marketplace.common.requester import Role
from marketplace.subgraphs.reviews.domain.moderation import ModerationStatus
from marketplace.subgraphs.reviews.models import OfferRating
from tests.factories.reviews import make_offer, make_report, make_review
from tests.factories.staff import make_staff, signed_in

pytestmark = pytest.mark.django_db

QUEUE = "/admin/reviews/review/"
PENDING = ModerationStatus.PENDING


def decide(client, action, reviews, *, reason="", seen=None):
    return client.post(
        QUEUE,
        {
            "action": action,
            "index": "0",
            "reason": reason,
            "_selected_action": [str(review.pk) for review in reviews],
            "seen": [f"{review.pk}:{review.version}" for review in reviews] if seen is None else seen,
        },
        follow=True,
    )


def told(page):
    return [str(message) for message in page.context["messages"]]


def test_the_queue_opens_on_what_waits_oldest_first():
    oldest, newest = make_review(status=PENDING), make_review(status=PENDING)
    make_review()
    make_review(status=ModerationStatus.REJECTED)

    page = signed_in(Role.MODERATOR).get(QUEUE)

    assert list(page.context["cl"].result_list) == [oldest, newest]


def test_text_is_read_in_the_list_and_cannot_carry_markup():
    make_review(status=PENDING, title="<b>Bold</b>", body="<script>alert(1)</script> and more")

    page = signed_in(Role.MODERATOR).get(QUEUE).content.decode()

    assert "&lt;script&gt;alert(1)&lt;/script&gt; and more" in page
    assert "<script>alert(1)" not in page
    assert "&lt;b&gt;Bold&lt;/b&gt;" in page


def test_published_reviews_with_open_reports_can_be_listed():
    reported = make_review()
    make_report(reported)
    make_review()

    page = signed_in(Role.MODERATOR).get(QUEUE, {"queue": "reported"})

    assert list(page.context["cl"].result_list) == [reported]


def test_marked_reviews_are_approved_and_count():
    moderator = make_staff(Role.MODERATOR)
    offer = make_offer()
    reviews = [make_review(offer=offer, rating=rating, status=PENDING) for rating in (5, 2)]
    report = make_report(reviews[0])
    client = signed_in(Role.MODERATOR)
    client.force_login(moderator)

    page = decide(client, "approve_reviews", reviews)

    assert told(page) == ["2 approved."]
    for review in reviews:
        version = review.version
        review.refresh_from_db()
        assert (review.status, review.version) == ("PUBLISHED", version + 1)
        assert review.moderated_by == moderator.pk
        assert review.moderation_reason
    report.refresh_from_db()
    assert not report.open
    assert OfferRating.objects.get(pk=offer.pk).tally.counts == (0, 1, 0, 0, 1)


def test_marked_reviews_are_rejected_with_the_reason_given():
    reviews = [make_review(status=PENDING), make_review(status=PENDING)]

    page = decide(signed_in(Role.ADMINISTRATOR), "reject_reviews", reviews, reason="Advertising.")

    assert told(page) == ["2 rejected."]
    for review in reviews:
        review.refresh_from_db()
        assert (review.status, review.moderation_reason) == ("REJECTED", "Advertising.")


def test_nothing_is_rejected_without_a_reason():
    review = make_review(status=PENDING)

    page = decide(signed_in(Role.MODERATOR), "reject_reviews", [review])

    assert told(page) == ["Not changed: Write something as reason: it may not be blank."]
    review.refresh_from_db()
    assert review.status == PENDING


def test_words_changed_since_they_were_shown_are_not_approved_and_the_others_are():
    changed, read = make_review(status=PENDING), make_review(status=PENDING)

    page = decide(
        signed_in(Role.MODERATOR),
        "approve_reviews",
        [changed, read],
        seen=[f"{changed.pk}:{changed.version + 1}", f"{read.pk}:{read.version}"],
    )

    assert told(page)[0] == "1 approved."
    assert "current version is 1" in told(page)[1]
    changed.refresh_from_db()
    read.refresh_from_db()
    assert (changed.status, read.status) == (PENDING, "PUBLISHED")


@pytest.mark.parametrize("seen", [[], ["nonsense"], ["a:b"]])
def test_reviews_that_were_never_shown_are_left_alone(seen):
    review = make_review(status=PENDING)

    page = decide(signed_in(Role.MODERATOR), "approve_reviews", [review], seen=seen)

    assert told(page) == ["1 not shown on the page you sent: left as it was."]
    review.refresh_from_db()
    assert review.status == PENDING


def test_who_only_looks_gets_no_decisions():
    review = make_review(status=PENDING)
    client = signed_in(Role.AUDITOR)

    decide(client, "approve_reviews", [review])
    dialog = client.post(f"{QUEUE}{review.pk}/approve_review/", {"_form_submitted": "on", "version": 1, "reason": "x"})

    assert dialog.status_code == 403
    assert "approve_reviews" not in client.get(QUEUE).content.decode()
    review.refresh_from_db()
    assert (review.status, review.version) == (PENDING, 1)


@pytest.mark.parametrize(("action", "status"), [("approve_review", "PUBLISHED"), ("reject_review", "REJECTED")])
def test_a_dialog_shows_the_text_and_decides(action, status):
    review = make_review(status=PENDING, body="Read me first.")
    client = signed_in(Role.MODERATOR)

    dialog = client.get(f"{QUEUE}{review.pk}/{action}/")
    answer = client.post(
        f"{QUEUE}{review.pk}/{action}/",
        {"_form_submitted": "on", "version": review.version, "reason": "Because."},
    )

    assert "Read me first." in dialog.content.decode()
    assert answer.headers["HX-Redirect"] == f"{QUEUE}{review.pk}/change/"
    review.refresh_from_db()
    assert (review.status, review.moderation_reason) == (status, "Because.")


def test_a_dialog_opened_by_a_link_alone_changes_nothing():
    review = make_review(status=PENDING)

    signed_in(Role.MODERATOR).get(f"{QUEUE}{review.pk}/approve_review/", {"reason": "x", "version": "1"})

    review.refresh_from_db()
    assert review.status == PENDING


def test_the_decision_stands_in_the_history():
    review = make_review(status=PENDING)
    client = signed_in(Role.MODERATOR)

    decide(client, "reject_reviews", [review], reason="Advertising.")

    assert "Rejected: Advertising." in client.get(f"{QUEUE}{review.pk}/history/").content.decode()
