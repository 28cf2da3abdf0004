"""How many rows of each kind, and which sizes fit together."""

from dataclasses import dataclass

from marketplace.management.seeding.people import count_active

DEFAULT_USERS = 2_000
DEFAULT_OFFERS = 10_000
DEFAULT_REVIEWS = 40_000

DRAFT_SHARE = 0.06
"""The least wanted offers were never published; nobody can review them."""

LARGEST_AUDIENCE = 5_000
"""No offer has more reviews than this: the authors of one offer are held in memory while it is written."""

AUDIENCE_SHARE = 0.9
"""The largest share of all people who review the same offer."""


class SizesError(ValueError):
    """The sizes asked for cannot be one marketplace; the text says which to change."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """Row counts of one seeding; valid by construction."""

    users: int = DEFAULT_USERS
    offers: int = DEFAULT_OFFERS
    reviews: int = DEFAULT_REVIEWS

    def __post_init__(self) -> None:
        """Refuse what cannot be made.

        Raises:
            SizesError: when a count is negative, sellers are missing, or one review per author and offer cannot fit.
        """
        if min(self.users, self.offers, self.reviews) < 0:
            msg = "sizes must not be negative"
            raise SizesError(msg)
        if self.offers and not self.users:
            msg = "offers need sellers: ask for at least one user"
            raise SizesError(msg)
        most = self.published_offers * self.largest_audience
        if self.reviews > most:
            msg = (
                f"{self.reviews:,} reviews do not fit: {self.users:,} users and {self.offers:,} offers "
                f"allow {most:,} at one review per author and offer; ask for fewer reviews or more offers"
            )
            raise SizesError(msg)

    @classmethod
    def scaled(cls, users: int, offers: int, reviews: int, *, factor: float) -> "Sizes":
        """Return the sizes of a marketplace `factor` times as large."""
        return cls(*(round(count * factor) for count in (users, offers, reviews)))

    @property
    def published_offers(self) -> int:
        """How many offers left the draft status."""
        return self.offers - int(self.offers * DRAFT_SHARE)

    @property
    def largest_audience(self) -> int:
        """The most reviews one offer may have; its seller is never among the authors."""
        active = count_active(self.users)
        return max(0, min(LARGEST_AUDIENCE, int(active * AUDIENCE_SHARE), active - 1))
