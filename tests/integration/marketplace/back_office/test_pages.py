"""Every page answers, and none asks the database more the more there is to show."""

import pytest
from django.core.cache import cache
from django.core.management import call_command

from marketplace.common.requester import Role
from marketplace.subgraphs.offers.models import Category, Offer
from marketplace.subgraphs.reviews.models import AuthorName, OfferRating, Review, SellerRating
from marketplace.subgraphs.users.models import User
from tests.factories.staff import signed_in

pytestmark = pytest.mark.django_db

STATEMENTS = 12
"""Session, user, the list and its bounded count, the sidebar's badges, and what inlines and fields refer to."""

LISTS = {
    "users/user": User,
    "offers/offer": Offer,
    "offers/category": Category,
    "reviews/review": Review,
    "reviews/authorname": AuthorName,
    "reviews/offerrating": OfferRating,
    "reviews/sellerrating": SellerRating,
}


@pytest.fixture
def marketplace():
    cache.clear()
    call_command("seed", users=60, offers=120, reviews=500, verbosity=0)


@pytest.mark.parametrize(
    "query",
    [
        *LISTS,
        "reviews/review/?queue=all",
        "reviews/review/?queue=reported",
        "reviews/review/?queue=published&rating=5",
        "reviews/review/?queue=rejected&q=earn",
        "offers/offer/?q=tent new",
        "offers/offer/?status__exact=SOLD&o=3",
        "offers/offer/?category__path__startswith=music/",
        "users/user/?q=member@",
        "users/user/?role=MODERATOR",
        "users/user/?account=closed",
    ],
)
def test_lists_answer_with_a_bounded_number_of_statements(marketplace, query, django_assert_max_num_queries):
    client = signed_in(Role.ADMINISTRATOR)

    with django_assert_max_num_queries(STATEMENTS):
        response = client.get(f"/admin/{query}" if "?" in query else f"/admin/{query}/")

    assert response.status_code == 200


@pytest.mark.parametrize(("page", "model"), LISTS.items())
@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR])
def test_records_answer_with_a_bounded_number_of_statements(
    marketplace, page, model, role, django_assert_max_num_queries
):
    client = signed_in(role)
    record = model._default_manager.order_by("pk").last()

    with django_assert_max_num_queries(STATEMENTS):
        response = client.get(f"/admin/{page}/{record.pk}/change/")

    assert response.status_code == 200


def test_the_landing_page_tells_the_counts(marketplace, django_assert_max_num_queries):
    client = signed_in(Role.AUDITOR)

    with django_assert_max_num_queries(15):
        page = client.get("/admin/")

    figures = page.context["figures"]
    assert page.status_code == 200
    assert figures.users == User.objects.count()
    assert figures.all_offers == Offer.objects.count() == 120
    assert figures.published_offers == Offer.objects.filter(status="PUBLISHED").count()
    assert figures.all_reviews == 500
    assert sum(share.count for share in figures.ratings) == Review.objects.filter(status="PUBLISHED").count()
    assert page.context["waiting_count"] == Review.objects.filter(status="PENDING").count()
    with django_assert_max_num_queries(7):
        client.get("/admin/")


def test_an_empty_marketplace_has_a_landing_page_too():
    cache.clear()

    page = signed_in(Role.AUDITOR).get("/admin/")

    assert page.status_code == 200
    assert "Nothing waits." in page.content.decode()
    assert page.context["figures"].average_rating is None


def test_members_do_not_come_in():
    page = signed_in().get("/admin/reviews/review/")

    assert (page.status_code, page.headers["Location"].partition("?")[0]) == (302, "/admin/login/")


@pytest.mark.parametrize("page", [page for page in LISTS if page != "offers/category"])
@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.MODERATOR])
def test_nothing_is_added_or_deleted_behind_the_services(marketplace, page, role):
    client = signed_in(role)
    records = LISTS[page]._default_manager.order_by("pk")
    key = records.values_list("pk", flat=True).first()

    assert client.get(f"/admin/{page}/add/").status_code == 403
    assert client.post(f"/admin/{page}/{key}/delete/", {"post": "yes"}).status_code == 403
    assert records.filter(pk=key).exists()


def test_nothing_to_count_has_no_badge():
    cache.clear()
    assert b"data-badge" not in signed_in(Role.ADMINISTRATOR).get("/admin/").content


def test_what_waits_is_counted_in_the_sidebar(marketplace):
    assert signed_in(Role.ADMINISTRATOR).get("/admin/").content.count(b"data-badge") == 1, "reviews, and no alerts"
