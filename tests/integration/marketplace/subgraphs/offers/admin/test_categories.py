import pytest

from marketplace.common.requester import Role
from marketplace.subgraphs.offers.models import Category
from tests.factories.offers import make_category
from tests.factories.staff import signed_in

pytestmark = pytest.mark.django_db

CATEGORIES = "/admin/offers/category/"


def test_the_tree_is_listed_in_its_order():
    music = make_category(slug="music")
    books = make_category(slug="books")
    guitars = make_category(slug="guitars", parent=music)

    page = signed_in(Role.AUDITOR).get(CATEGORIES)

    assert list(page.context["cl"].result_list) == [books, music, guitars]


def test_a_node_is_added_below_another():
    music = make_category(slug="music")

    page = signed_in(Role.ADMINISTRATOR).post(
        f"{CATEGORIES}add/", {"name": "Guitars", "slug": "guitars", "parent": str(music.pk)}, follow=True
    )

    assert page.redirect_chain
    assert Category.objects.get(slug="guitars").path == "music/guitars/"


@pytest.mark.parametrize(
    ("slug", "message"),
    [("Guitars", "lower case"), ("music", "already"), ("no blanks", "Enter a valid")],
)
def test_what_the_service_refuses_stands_beside_the_field(slug, message):
    make_category(slug="music")

    page = signed_in(Role.ADMINISTRATOR).post(f"{CATEGORIES}add/", {"name": "Music", "slug": slug, "parent": ""})

    assert message in str(page.context["adminform"].form.errors["slug"])
    assert Category.objects.count() == 1


def test_a_node_is_renamed_and_keeps_its_place():
    music = make_category(slug="music")

    signed_in(Role.ADMINISTRATOR).post(f"{CATEGORIES}{music.pk}/change/", {"name": " All  music ", "slug": "x"})

    music.refresh_from_db()
    assert (music.name, music.slug, music.path) == ("All music", "music", "music/")


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.AUDITOR])
def test_only_administrators_change_the_tree(role):
    music = make_category(slug="music")
    client = signed_in(role)

    assert client.post(f"{CATEGORIES}add/", {"name": "A", "slug": "a"}).status_code == 403
    assert client.post(f"{CATEGORIES}{music.pk}/change/", {"name": "B"}).status_code == 403
    assert Category.objects.get().name == music.name
