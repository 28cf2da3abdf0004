from __future__ import annotations

import pytest

from marketplace.subgraphs.offers.errors import InvalidCategoryError
from marketplace.subgraphs.offers.models import Category
from marketplace.subgraphs.offers.services.create_category import create_category

pytestmark = pytest.mark.django_db


def test_a_category_knows_its_parent_and_its_place():
    electronics = create_category(slug="electronics", name="Electronics")
    phones = create_category(slug="phones", name="Phones", parent=electronics)
    assert (electronics.parent, electronics.path) == (None, "electronics/")
    assert (phones.parent, phones.path) == (electronics, "electronics/phones/")


def test_the_tree_has_six_levels_at_most():
    parent = None
    for depth in range(6):
        parent = create_category(slug=f"level-{depth}", name="Level", parent=parent)
    with pytest.raises(InvalidCategoryError):
        create_category(slug="level-6", name="Level", parent=parent)
    assert Category.objects.count() == 6


@pytest.mark.parametrize("slug", ["", "Phones", "phones"])
def test_a_slug_is_well_formed_and_not_taken(slug):
    create_category(slug="phones", name="Phones")
    with pytest.raises(InvalidCategoryError):
        create_category(slug=slug, name="Phones")
    assert Category.objects.count() == 1


@pytest.mark.parametrize("name", ["", "  ", "n" * 101, "a\x00b"])
def test_a_name_is_readable(name):
    with pytest.raises(InvalidCategoryError):
        create_category(slug="phones", name=name)
    assert not Category.objects.exists()
