from __future__ import annotations

import pytest

from marketplace.common.coordinates import Coordinates
from marketplace.common.pagination import PageRequest
from marketplace.common.public_ids import new_key
from marketplace.common.requester import ANONYMOUS, Requester, Role
from marketplace.subgraphs.offers.domain.status import OfferStatus
from marketplace.subgraphs.offers.selectors.offer_orderings import OfferSort
from marketplace.subgraphs.offers.selectors.offer_pages import (
    counts_near,
    neighbourhood,
    pages_in_categories,
    pages_near,
    pages_of_sellers,
)
from tests.factories.offers import make_category, make_offer

pytestmark = pytest.mark.django_db

HOME = Coordinates(38.7167, -9.1333)
FIRST = PageRequest()


def test_an_offer_is_on_the_page_of_its_category_and_of_each_above():
    root = make_category()
    leaf = make_category(parent=root)
    in_root, in_leaf = make_offer(category=root), make_offer(category=leaf)

    pages = pages_in_categories([root.path, leaf.path], sort=OfferSort.OLDEST, page=FIRST, requester=ANONYMOUS)

    assert pages[root.path].nodes == (in_root, in_leaf)
    assert pages[leaf.path].nodes == (in_leaf,)


def test_a_seller_sees_their_drafts_and_others_do_not():
    draft = make_offer(status=OfferStatus.DRAFT)
    seen, hidden = (
        pages_of_sellers([draft.seller_id], sort=OfferSort.NEWEST, page=FIRST, requester=requester)
        for requester in (Requester(draft.seller_id), ANONYMOUS)
    )
    assert seen[draft.seller_id].nodes == (draft,)
    assert hidden[draft.seller_id].nodes == ()


def test_near_are_published_offers_of_others():
    user_id = new_key()
    near = make_offer()
    make_offer(seller_id=user_id)
    make_offer(status=OfferStatus.SOLD)
    make_offer(status=OfferStatus.DRAFT)
    make_offer(latitude=41.15, longitude=-8.61)
    place = neighbourhood(user_id, HOME, 25, requester=Requester(user_id))
    assert pages_near([place], sort=OfferSort.NEAREST, page=FIRST)[place].nodes == (near,)
    assert counts_near([place]) == {place: 1}


@pytest.mark.parametrize(
    ("roles", "own", "exact"),
    [
        ((), True, True),
        ((Role.MODERATOR,), False, True),
        ((Role.ADMINISTRATOR,), False, True),
        ((Role.ENGINEER,), False, False),
        ((), False, False),
    ],
)
def test_only_oneself_and_staff_search_around_the_very_home(roles, own, exact):
    user_id = new_key()
    requester = Requester(user_id if own else new_key(), frozenset(roles))
    center = neighbourhood(user_id, HOME, 25, requester=requester).circle.center
    assert center == (HOME if exact else Coordinates(38.7, -9.1))


def test_nobody_searches_around_the_very_home_of_anyone():
    center = neighbourhood(new_key(), HOME, 25, requester=ANONYMOUS).circle.center
    assert center == Coordinates(38.7, -9.1)
