"""The copies that messages keep: the same whatever order messages come in, and however often."""

from __future__ import annotations

from itertools import permutations

import pytest

from marketplace.common.public_ids import new_key
from marketplace.subgraphs.reviews import tasks
from marketplace.subgraphs.reviews.models import AuthorName, ReviewableOffer
from tests.factories.messages import hear

pytestmark = pytest.mark.django_db

USER, OFFER, SELLER = new_key(), new_key(), new_key()


def published() -> None:
    hear(tasks.record_reviewable_offer, offer_id=str(OFFER), seller_id=str(SELLER))


def archived() -> None:
    hear(tasks.close_reviewable_offer, offer_id=str(OFFER))


def named(version: int) -> None:
    hear(tasks.record_author_name, user_id=str(USER), display_name=f"Name {version}", version=str(version))


def test_a_published_offer_is_open():
    published()

    assert ReviewableOffer.objects.values_list("offer_id", "seller_id", "open").get() == (OFFER, SELLER, True)


@pytest.mark.parametrize("messages", dict.fromkeys(permutations([published, archived, published, archived])))
def test_an_archived_offer_is_closed_for_good_and_its_seller_known(messages):
    for message in messages:
        message()

    assert ReviewableOffer.objects.values_list("offer_id", "seller_id", "open").get() == (OFFER, SELLER, False)


@pytest.mark.parametrize("versions", list(permutations([1, 2, 3, 3])))
def test_the_newest_name_stays(versions):
    for version in versions:
        named(version)

    assert AuthorName.objects.values_list("author_id", "display_name", "profile_version").get() == (USER, "Name 3", 3)
