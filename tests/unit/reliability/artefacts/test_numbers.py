from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reliability.artefacts.numbers import decimal_text, percentage_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(1, 1000), "0.001"),
        (Fraction(9999, 100), "99.99"),
        (Fraction(250), "250"),
        (Fraction(1, 10_000_000), "0.0000001"),
        (Fraction(1, 3), "0.33333333333333333"),
    ],
)
def test_the_shortest_text_without_an_exponent(value: Fraction, text: str) -> None:
    assert decimal_text(value) == text


@given(st.decimals(min_value=0, max_value=1000, places=6))
def test_what_has_an_end_is_exact(value: Decimal) -> None:
    assert Fraction(decimal_text(Fraction(value))) == Fraction(value)


def test_percentages() -> None:
    assert percentage_text(Fraction(9995, 10_000)) == "99.95 %"
