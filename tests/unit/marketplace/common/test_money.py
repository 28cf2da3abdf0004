from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.common.money import LARGEST_AMOUNT, MINOR_UNIT_DIGITS, InvalidMoneyError, Money

AMOUNTS = st.integers(min_value=0, max_value=LARGEST_AMOUNT)
CURRENCIES = st.sampled_from(sorted(MINOR_UNIT_DIGITS))


@pytest.mark.parametrize(
    ("amount", "currency", "formatted"),
    [
        (0, "EUR", "0.00 EUR"),
        (5, "EUR", "0.05 EUR"),
        (123450, "EUR", "1,234.50 EUR"),
        (1234, "JPY", "1,234 JPY"),
        (1234567, "KWD", "1,234.567 KWD"),
        (12345, "CLF", "1.2345 CLF"),
        (LARGEST_AMOUNT, "USD", "21,474,836.47 USD"),
    ],
)
def test_is_written_with_the_digits_of_its_currency(amount, currency, formatted):
    assert Money(amount, currency).formatted == formatted


@given(AMOUNTS, CURRENCIES)
def test_the_written_amount_is_the_amount(amount, currency):
    number, code = Money(amount, currency).formatted.split()
    assert code == currency
    assert int(number.replace(",", "").replace(".", "")) == amount
    assert len(number.partition(".")[2]) == MINOR_UNIT_DIGITS[currency]


@given(st.integers().filter(lambda amount: not 0 <= amount <= LARGEST_AMOUNT), CURRENCIES)
def test_an_amount_that_cannot_be_paid_is_refused(amount, currency):
    with pytest.raises(InvalidMoneyError, match="amount"):
        Money(amount, currency)


@pytest.mark.parametrize("currency", ["", "eur", "EURO", "XXX", "ABC", "€"])
def test_an_unknown_currency_is_refused(currency):
    with pytest.raises(InvalidMoneyError, match="ISO 4217"):
        Money(1, currency)


def test_every_currency_has_three_capitals_and_is_listed_once():
    assert all(len(code) == 3 and code.isalpha() and code.isupper() for code in MINOR_UNIT_DIGITS)
    assert {"EUR": 2, "JPY": 0, "BHD": 3, "CLF": 4}.items() <= MINOR_UNIT_DIGITS.items()
