from collections import Counter

from marketplace.subgraphs.offers.domain.status import HELD_BY_BUYER, OfferStatus
from tests.factories.demo_marketplace import PERIOD, SIZES, demo_listings, demo_offers


def test_as_many_as_asked_for_and_the_same_every_time():
    listings = demo_listings()

    assert [listing.index for listing in listings] == list(range(SIZES.offers))
    assert sum(listing.audience for listing in listings) == SIZES.reviews
    again = [listing for _, of_seller in demo_offers().by_seller() for listing in of_seller]
    assert list(listings) == again
    assert [demo_offers().details(listing) for listing in again] == [demo_offers().details(one) for one in listings]


def test_dates_follow_one_another():
    for listing in demo_listings():
        moments = [listing.seller.joined_at, listing.created_at]
        moments += [listing.published_at] if listing.published_at else []
        moments += [listing.changed_at, PERIOD.until]
        assert moments == sorted(moments)


def test_drafts_were_never_published_nor_reviewed():
    listings = demo_listings()

    drafts = [listing for listing in listings if listing.status is OfferStatus.DRAFT]
    assert len(drafts) == SIZES.offers - SIZES.published_offers
    assert all(listing.published_at is None and not listing.audience for listing in drafts)
    assert all(listing.published_at for listing in listings if listing not in drafts)
    assert set(Counter(listing.status for listing in listings)) == set(OfferStatus)


def test_what_is_held_by_a_buyer_has_one_who_is_not_the_seller():
    for listing in demo_listings():
        buyer = demo_offers().details(listing).reserved_by
        assert (buyer is not None) == (listing.status in HELD_BY_BUYER)
        assert buyer is None or buyer.key != listing.seller.key
