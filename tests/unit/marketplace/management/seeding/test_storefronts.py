from itertools import pairwise

import pytest

from marketplace.management.seeding.people import is_active
from marketplace.management.seeding.randomness import Randomness
from marketplace.management.seeding.storefronts import storefronts


@pytest.mark.parametrize(("users", "offers"), [(1, 1), (1, 50), (7, 3), (999, 10_000), (2_000, 10_000), (2_001, 0)])
def test_all_offers_are_handed_out_in_a_row(users, offers):
    stocks = list(storefronts(Randomness(1), users=users, offers=offers))

    assert sum(stock.count for stock in stocks) == offers
    assert [stock.first for stock in stocks] == [sum(s.count for s in stocks[:place]) for place in range(len(stocks))]
    assert all(before.seller < after.seller for before, after in pairwise(stocks))


def test_most_people_sell_little_and_few_sell_much():
    stocks = list(storefronts(Randomness(1), users=2_000, offers=10_000))

    counts = sorted((stock.count for stock in stocks), reverse=True)
    assert len(stocks) < 1_300
    assert counts[0] > 50
    assert counts[len(counts) // 2] < 8


def test_who_left_sells_nothing():
    assert all(is_active(stock.seller) for stock in storefronts(Randomness(1), users=2_000, offers=10_000))
