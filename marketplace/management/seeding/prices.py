"""Asking prices: what the category allows, what the condition leaves, and a figure a person would write down."""

from math import floor, log10
from random import Random

from marketplace.common.money import MINOR_UNIT_DIGITS
from marketplace.management.seeding.category_tree import Leaf
from marketplace.management.seeding.countries import Country

WORTH_BY_CONDITION = {"NEW": 1.2, "LIKE_NEW": 1.0, "GOOD": 0.8, "FAIR": 0.55, "FOR_PARTS": 0.25}
"""What is left of the price of a good piece."""


def asking_price(leaf: Leaf, condition: str, country: Country, random: Random) -> int:
    """Return a price in minor units of the country's currency, spread over the magnitudes of the leaf's range."""
    euros = leaf.low * (leaf.high / leaf.low) ** random.betavariate(2, 2.4) * WORTH_BY_CONDITION[condition]
    return _written_down(euros * country.price_level, MINOR_UNIT_DIGITS[country.currency])


def _written_down(value: float, digits: int) -> int:
    """Round to a twentieth of the magnitude (435, 1250, 15500), never to nothing; the result is in minor units."""
    step = max(10.0 ** (floor(log10(value)) - 1) * 5, 10.0**-digits)
    return max(1, round(round(value / step) * step * 10.0**digits))


def bounds(leaf: Leaf, condition: str, country: Country) -> tuple[int, int]:
    """Return the least and the highest price `asking_price` may return, in minor units."""
    scale = WORTH_BY_CONDITION[condition] * country.price_level
    digits = MINOR_UNIT_DIGITS[country.currency]
    return _written_down(leaf.low * scale, digits), _written_down(leaf.high * scale, digits)
