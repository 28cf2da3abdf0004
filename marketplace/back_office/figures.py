"""The few numbers staff look at first, counted once in a while and not for every page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast

from django.core.cache import cache
from django.db.models import Count, Sum
from django.utils import timezone

from marketplace.subgraphs.offers.domain.status import OfferStatus
from marketplace.subgraphs.offers.models import Offer
from marketplace.subgraphs.reviews.domain.moderation import ModerationStatus
from marketplace.subgraphs.reviews.domain.ratings import COUNT_FIELDS
from marketplace.subgraphs.reviews.models import Review, ReviewReport, SellerRating
from marketplace.subgraphs.users.models import User

FIGURES_SECONDS: Final = 60
COUNTED_QUEUE: Final = 1_000
_FIGURES_KEY: Final = "back_office.figures"


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole; `percent` is rounded for showing."""

    name: str
    count: int
    percent: float


@dataclass(frozen=True, slots=True)
class Figures:
    """The state of the marketplace at `counted_at`."""

    counted_at: datetime
    users: int
    verified_users: int
    offers: tuple[Share, ...]
    reviews: tuple[Share, ...]
    ratings: tuple[Share, ...]
    open_reports: int

    @property
    def all_offers(self) -> int:
        """Return how many offers there are in any status."""
        return sum(share.count for share in self.offers)

    @property
    def published_offers(self) -> int:
        """Return how many offers can be bought now."""
        return sum(share.count for share in self.offers if share.name == OfferStatus.PUBLISHED.capitalize())

    @property
    def all_reviews(self) -> int:
        """Return how many reviews there are in any status."""
        return sum(share.count for share in self.reviews)

    @property
    def average_rating(self) -> float | None:
        """Return the mean of all published stars; None while there are none."""
        given = sum(share.count for share in self.ratings)
        return sum(int(share.name) * share.count for share in self.ratings) / given if given else None


def figures() -> Figures:
    """Return the numbers, at most `FIGURES_SECONDS` old."""
    return cast("Figures", cache.get_or_set(_FIGURES_KEY, _count, FIGURES_SECONDS))


def waiting_reviews() -> int:
    """Return how many reviews wait for a moderator now, counted to `COUNTED_QUEUE` and no further."""
    return Review.objects.filter(status=ModerationStatus.PENDING).values("pk")[:COUNTED_QUEUE].count()


def _count() -> Figures:
    by_offer_status = dict(Offer.objects.order_by().values_list("status").annotate(number=Count("pk")))
    by_review_status = dict(Review.objects.order_by().values_list("status").annotate(number=Count("pk")))
    stars = SellerRating.objects.aggregate(**{str(rating): Sum(field) for rating, field in COUNT_FIELDS.items()})
    return Figures(
        counted_at=timezone.now(),
        users=User.objects.count(),
        verified_users=User.objects.filter(verified=True).count(),
        offers=_shares({status.capitalize(): by_offer_status.get(status, 0) for status in OfferStatus}),
        reviews=_shares({status.capitalize(): by_review_status.get(status, 0) for status in ModerationStatus}),
        ratings=_shares({str(rating): stars[str(rating)] or 0 for rating in reversed(COUNT_FIELDS)}),
        open_reports=ReviewReport.objects.filter(open=True).count(),
    )


def _shares(counts: dict[str, int]) -> tuple[Share, ...]:
    whole = sum(counts.values()) or 1
    return tuple(Share(name, count, round(100 * count / whole, 1)) for name, count in counts.items())
