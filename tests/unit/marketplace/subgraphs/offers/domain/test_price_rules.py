import pytest

from marketplace.common.money import Money
from marketplace.subgraphs.offers.domain.price_rules import price_change_faults, price_faults
from marketplace.subgraphs.offers.domain.status import OfferStatus


@pytest.mark.parametrize(("amount_minor", "faults"), [(0, 1), (1, 0), (2**31 - 1, 0)])
def test_a_price_is_more_than_nothing(amount_minor, faults):
    assert len(list(price_faults(Money(amount_minor, "EUR")))) == faults


@pytest.mark.parametrize(
    ("status", "currency", "faults"),
    [
        (OfferStatus.DRAFT, "USD", 0),
        (OfferStatus.PUBLISHED, "EUR", 0),
        (OfferStatus.PUBLISHED, "USD", 1),
    ],
)
def test_a_published_price_keeps_its_currency(status, currency, faults):
    found = price_change_faults(status, before=Money(100, "EUR"), after=Money(90, currency))
    assert len(list(found)) == faults
