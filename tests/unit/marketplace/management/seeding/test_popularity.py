from hypothesis import given
from hypothesis import strategies as st

from marketplace.management.seeding.popularity import Popularity
from marketplace.management.seeding.sizes import Sizes

RANKS = st.integers(1, 400)
CEILING = st.integers(1, 60)


@given(RANKS, CEILING, st.data())
def test_the_total_is_met_exactly_and_no_rank_exceeds_the_ceiling(ranks, ceiling, data):
    total = data.draw(st.integers(0, ranks * ceiling))

    popularity = Popularity.zipf(ranks=ranks, total=total, ceiling=ceiling)

    counts = [popularity.at(rank) for rank in range(1, ranks + 1)]
    assert sum(counts) == total
    assert max(counts) <= ceiling
    assert popularity.at(ranks + 1) == 0


@given(RANKS, CEILING, st.data())
def test_a_better_rank_has_at_least_as_many_but_for_one(ranks, ceiling, data):
    total = data.draw(st.integers(0, ranks * ceiling))

    popularity = Popularity.zipf(ranks=ranks, total=total, ceiling=ceiling)

    assert all(popularity.at(rank) >= popularity.at(rank + 1) - 1 for rank in range(1, ranks))


def test_the_default_marketplace_has_few_bestsellers_and_a_long_tail():
    sizes = Sizes()

    popularity = Popularity.zipf(ranks=sizes.published_offers, total=sizes.reviews, ceiling=sizes.largest_audience)

    counts = [popularity.at(rank) for rank in range(1, sizes.offers + 1)]
    assert counts[0] > 1_500
    assert sum(count >= 1_000 for count in counts) in range(3, 12)
    assert sum(counts[:100]) > sizes.reviews / 2
    assert sum(count <= 1 for count in counts) > sizes.offers / 2
