from random import Random

from hypothesis import given
from hypothesis import strategies as st

from marketplace.common.money import MINOR_UNIT_DIGITS
from marketplace.management.seeding.catalogue import description_of, leaf_shelves, shelves, title_of
from marketplace.management.seeding.countries import COUNTRIES
from marketplace.management.seeding.prices import WORTH_BY_CONDITION, asking_price, bounds
from marketplace.subgraphs.offers.domain.category_path import is_slug
from marketplace.subgraphs.offers.domain.condition import OfferCondition
from marketplace.subgraphs.offers.domain.listing_rules import text_faults


def depth(position):
    parent = shelves()[position].parent
    return 1 if parent is None else 1 + depth(parent)


def test_the_tree_has_three_levels_and_unique_slugs():
    depths = [depth(position) for position in range(len(shelves()))]

    assert 55 <= len(depths) <= 80
    assert set(depths) == {1, 2, 3}
    assert len({shelf.slug for shelf in shelves()}) == len(shelves())
    assert all(is_slug(shelf.slug) for shelf in shelves())
    assert all(shelf.parent is None or shelf.parent < place for place, shelf in enumerate(shelves()))


def test_every_text_is_a_valid_listing():
    random = Random(1)
    for shelf in leaf_shelves():
        for condition in OfferCondition:
            thing = random.choice(shelf.leaf.things)
            title = title_of(shelf, thing, condition, random)
            text = description_of(shelf, thing, condition=condition, city="Porto", random=random)
            assert not list(text_faults(title=title, description=text))
            assert title.startswith(thing)
            assert thing in text
            assert "Porto" in text


@given(
    st.sampled_from(leaf_shelves()),
    st.sampled_from(list(OfferCondition)),
    st.sampled_from(COUNTRIES),
    st.integers(0, 2**32),
)
def test_prices_stay_in_the_range_of_the_category(shelf, condition, country, seed):
    low, high = bounds(shelf.leaf, condition, country)

    price = asking_price(shelf.leaf, condition, country, Random(seed))

    assert 0 < low <= price <= high


def test_prices_are_figures_people_write_down():
    random = Random(1)
    for country in COUNTRIES:
        unit = 10 ** MINOR_UNIT_DIGITS[country.currency]
        for shelf in leaf_shelves():
            price = asking_price(shelf.leaf, "GOOD", country, random)
            digits = str(price).rstrip("0")
            assert len(digits) <= 3 or price < unit
            assert len(digits) < 3 or digits[-1] == "5"


def test_every_condition_has_a_worth():
    assert set(WORTH_BY_CONDITION) == set(OfferCondition)
    worths = [WORTH_BY_CONDITION[condition] for condition in OfferCondition]
    assert worths == sorted(worths, reverse=True)
