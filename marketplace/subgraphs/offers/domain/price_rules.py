"""Rules for prices beyond what makes an amount of money (`marketplace.common.money`)."""

from collections.abc import Iterator

from marketplace.common.money import Money
from marketplace.subgraphs.offers.domain.status import OfferStatus
from marketplace.subgraphs.offers.errors import InvalidOfferError


def price_faults(price: Money) -> Iterator[InvalidOfferError]:
    if price.amount_minor == 0:
        yield InvalidOfferError("A price is at least 1 minor unit, not 0.", field="price")


def price_change_faults(status: OfferStatus, *, before: Money, after: Money) -> Iterator[InvalidOfferError]:
    """A published price may rise or fall; in another currency it would be another offer."""
    if status is not OfferStatus.DRAFT and before.currency != after.currency:
        yield InvalidOfferError(
            f"The currency of a published offer stays {before.currency}; "
            f"archive it and offer it anew in {after.currency}.",
            field="price",
        )
