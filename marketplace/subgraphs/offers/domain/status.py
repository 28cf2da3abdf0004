"""The life of an offer.

    DRAFT ──publish──▶ PUBLISHED ──reserve──▶ RESERVED ──mark sold──▶ SOLD
      │                 │   ▲                  │    │
      │                 │   └─────release──────┘    │
      └─────────────────┴─────────archive───────────┴────────────────▶ ARCHIVED

SOLD and ARCHIVED are final: history that reviews refer to.
"""

from enum import StrEnum
from typing import Final, NamedTuple


class OfferStatus(StrEnum):
    DRAFT = "DRAFT"
    PUBLISHED = "PUBLISHED"
    RESERVED = "RESERVED"
    SOLD = "SOLD"
    ARCHIVED = "ARCHIVED"


class OfferMove(StrEnum):
    PUBLISH = "PUBLISH"
    RESERVE = "RESERVE"
    RELEASE = "RELEASE"
    MARK_SOLD = "MARK_SOLD"
    ARCHIVE = "ARCHIVE"


class Leg(NamedTuple):
    sources: tuple[OfferStatus, ...]
    target: OfferStatus


LEGS: Final = {
    OfferMove.PUBLISH: Leg((OfferStatus.DRAFT,), OfferStatus.PUBLISHED),
    OfferMove.RESERVE: Leg((OfferStatus.PUBLISHED,), OfferStatus.RESERVED),
    OfferMove.RELEASE: Leg((OfferStatus.RESERVED,), OfferStatus.PUBLISHED),
    OfferMove.MARK_SOLD: Leg((OfferStatus.RESERVED,), OfferStatus.SOLD),
    OfferMove.ARCHIVE: Leg((OfferStatus.DRAFT, OfferStatus.PUBLISHED, OfferStatus.RESERVED), OfferStatus.ARCHIVED),
}

EDITABLE: Final = (OfferStatus.DRAFT, OfferStatus.PUBLISHED)
"""What a buyer has reserved or bought must not change under their hands."""

HELD_BY_BUYER: Final = (OfferStatus.RESERVED, OfferStatus.SOLD)

PUBLIC: Final = tuple(status for status in OfferStatus if status is not OfferStatus.DRAFT)
"""A draft is seen by its seller and by staff; everything else by everyone."""


def moves_from(status: OfferStatus) -> tuple[OfferMove, ...]:
    return tuple(move for move, leg in LEGS.items() if status in leg.sources)


def status_after(move: OfferMove, status: OfferStatus) -> OfferStatus | None:
    """The status the move leads to, or None when it is not allowed from this one."""
    leg = LEGS[move]
    return leg.target if status in leg.sources else None
