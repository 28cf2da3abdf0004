import pytest

from marketplace.management.seeding.sizes import Sizes, SizesError


@pytest.mark.parametrize(
    ("users", "offers", "reviews", "reason"),
    [
        (-1, 0, 0, "negative"),
        (0, 5, 0, "sellers"),
        (3, 2, 100, "do not fit"),
        (1, 10, 1, "do not fit"),
    ],
)
def test_sizes_that_cannot_be_one_marketplace_are_refused(users, offers, reviews, reason):
    with pytest.raises(SizesError, match=reason):
        Sizes(users, offers, reviews)


def test_scaling_multiplies_all_three():
    assert Sizes.scaled(2_000, 10_000, 40_000, factor=0.5) == Sizes(1_000, 5_000, 20_000)
