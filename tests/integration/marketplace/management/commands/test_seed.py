"""The command over a real database, at a small scale."""

import io
from collections import Counter

import pytest
from django.core.management import CommandError, call_command

from marketplace.management.seeding.demo_logins import DEMO_ADMINISTRATOR, DEMO_MEMBER, DEMO_PASSWORD
from marketplace.management.seeding.demo_marketplace import TABLES
from marketplace.settings import base
from marketplace.subgraphs.offers.domain.category_path import path_of
from marketplace.subgraphs.offers.domain.search_text import searchable
from marketplace.subgraphs.offers.models import Category, Offer, OfferImage
from marketplace.subgraphs.reviews.models import AuthorName, OfferRating, Review, ReviewableOffer, SellerRating
from marketplace.subgraphs.reviews.services.recount_ratings import recount_ratings
from marketplace.subgraphs.users.models import User

pytestmark = pytest.mark.django_db

SMALL = {"users": 60, "offers": 150, "reviews": 700}


def seed(**options):
    out = io.StringIO()
    call_command("seed", stdout=out, verbosity=0, **(SMALL | options))
    return out.getvalue()


def everything():
    """Every column of every row, by table and key."""
    return {table.__name__: list(table.objects.order_by("pk").values_list()) for table in TABLES}


def test_it_writes_as_much_as_asked_for():
    seed()

    assert User.objects.count() == SMALL["users"] + 1
    assert Offer.objects.count() == SMALL["offers"]
    assert Review.objects.count() == SMALL["reviews"]
    assert OfferImage.objects.exists()


def test_scale_multiplies_the_sizes():
    seed(scale=0.5)

    assert (User.objects.count(), Offer.objects.count(), Review.objects.count()) == (31, 75, 350)


def test_running_totals_equal_a_recount():
    seed()

    for totals, subject in ((OfferRating, "offer_id"), (SellerRating, "offer__seller_id")):
        published = Review.objects.filter(status="PUBLISHED").values_list(subject, "rating")
        counted = Counter(published)
        expected = {
            key: tuple(counted[key, rating] for rating in range(1, 6)) for key in {subject for subject, _ in published}
        }
        assert {row.pk: row.tally.counts for row in totals.objects.all()} == expected
    assert recount_ratings() == 0


def test_reviews_knows_every_name_and_every_offer_that_was_ever_published():
    seed()

    assert dict(AuthorName.objects.values_list("author_id", "display_name")) == dict(
        User.objects.values_list("pk", "display_name")
    )
    published = Offer.objects.exclude(status="DRAFT")
    assert set(ReviewableOffer.objects.values_list("offer_id", "seller_id", "open")) == {
        (offer.pk, offer.seller_id, offer.status != "ARCHIVED") for offer in published
    }


def test_derived_columns_are_what_services_would_write():
    seed()

    for offer in Offer.objects.all():
        assert offer.search_text == searchable(offer.title, offer.description)
    for category in Category.objects.select_related("parent"):
        above = category.parent.path if category.parent else ""
        assert category.path == path_of(category.slug, parent_path=above)
    for model in (User, Offer, Review):
        for row in model.objects.all():
            row.full_clean(validate_constraints=False, exclude=["password"])


def test_the_same_seed_makes_the_same_rows():
    seed()
    first = everything()

    seed(reset=True)

    assert everything() == first


def test_another_seed_makes_other_rows():
    seed()
    first = everything()

    seed(reset=True, seed=2)

    assert not {row[0] for row in first["Offer"]} & set(Offer.objects.values_list("pk", flat=True))


def test_a_database_with_rows_is_left_alone():
    seed()
    before = everything()

    with pytest.raises(CommandError, match=r"holds users, categories, offers, reviews.*--reset.*--force-append"):
        seed(seed=2)

    assert everything() == before


def test_reset_empties_all_tables_of_the_marketplace_first():
    seed()
    User.objects.create(email="someone@example.org", display_name="Someone")

    seed(reset=True, users=10, offers=0, reviews=0)

    assert User.objects.count() == 11
    assert not Offer.objects.exists()
    assert not Review.objects.exists()


def test_append_adds_another_seed_to_the_same_tree():
    seed()
    categories = set(Category.objects.values_list("pk", flat=True))

    seed(seed=2, force_append=True)

    assert User.objects.count() == 2 * SMALL["users"] + 1
    assert Review.objects.count() == 2 * SMALL["reviews"]
    assert set(Category.objects.values_list("pk", flat=True)) == categories
    assert recount_ratings() == 0


def test_append_refuses_a_seed_that_is_there_already():
    seed()

    with pytest.raises(CommandError, match="Seed 1 is in this database already"):
        seed(force_append=True)

    assert User.objects.count() == SMALL["users"] + 1


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"users": 2, "offers": 1, "reviews": 50}, "do not fit"),
        ({"scale": 0}, "--scale"),
        ({"seed": -1}, "--seed"),
    ],
)
def test_impossible_wishes_are_refused_with_the_remedy(options, reason):
    with pytest.raises(CommandError, match=reason):
        seed(**options)

    assert not User.objects.exists()


def test_the_demo_logins_sign_in(client):
    seed()

    assert client.login(username=DEMO_MEMBER, password=DEMO_PASSWORD)
    assert client.login(username=DEMO_ADMINISTRATOR, password=DEMO_PASSWORD)
    assert client.get("/admin/").status_code == 200
    administrator = User.objects.get(email=DEMO_ADMINISTRATOR)
    assert set(administrator.roles) == {"MEMBER", "MODERATOR", "ENGINEER", "ADMINISTRATOR"}


def test_nobody_else_can_sign_in():
    seed()

    others = User.objects.exclude(email__in=(DEMO_MEMBER, DEMO_ADMINISTRATOR))
    assert not any(user.has_usable_password() for user in others)


def test_profiles_with_real_data_get_no_demo_logins_and_are_never_emptied(settings):
    settings.DEMO_LOGINS = False

    seed()

    assert User.objects.count() == SMALL["users"]
    assert not any(user.has_usable_password() for user in User.objects.all())
    with pytest.raises(CommandError, match="nothing was deleted"):
        seed(reset=True)
    assert User.objects.count() == SMALL["users"]


def test_unless_a_profile_says_otherwise_it_keeps_real_data():
    assert base.DEMO_LOGINS is False
