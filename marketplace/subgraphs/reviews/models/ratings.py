"""Running totals of published reviews, changed in the transaction that changes the review."""

from typing import ClassVar, Self
from uuid import UUID

from django.db import models

from marketplace.subgraphs.reviews.domain.ratings import COUNT_FIELDS, RatingTally


def _adds_up(name: str) -> list[models.BaseConstraint]:
    """The database refuses totals that contradict the histogram, whoever writes them."""
    counts = [models.F(field) for field in COUNT_FIELDS.values()]
    weighted = [models.F(field) * rating for rating, field in COUNT_FIELDS.items()]
    return [
        models.CheckConstraint(
            condition=models.Q(count=counts[0] + counts[1] + counts[2] + counts[3] + counts[4]),
            name=f"reviews_{name}_count_adds_up",
        ),
        models.CheckConstraint(
            condition=models.Q(sum=weighted[0] + weighted[1] + weighted[2] + weighted[3] + weighted[4]),
            name=f"reviews_{name}_sum_adds_up",
        ),
    ]


class RatingTotals(models.Model):
    """`count` reviews whose ratings add up to `sum`; `count_n` of them gave n. A missing row means none."""

    count = models.PositiveIntegerField(default=0)
    sum = models.PositiveBigIntegerField(default=0)
    count_1 = models.PositiveIntegerField(default=0)
    count_2 = models.PositiveIntegerField(default=0)
    count_3 = models.PositiveIntegerField(default=0)
    count_4 = models.PositiveIntegerField(default=0)
    count_5 = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True

    @property
    def tally(self) -> RatingTally:
        return RatingTally((self.count_1, self.count_2, self.count_3, self.count_4, self.count_5))

    @classmethod
    def of_tally(cls, key: UUID, tally: RatingTally) -> Self:
        """An unsaved row holding the tally."""
        counts = {COUNT_FIELDS[rating]: count for rating, count in tally.histogram.items()}
        return cls(pk=key, count=tally.count, sum=tally.sum, **counts)


class OfferRating(RatingTotals):
    offer_id = models.UUIDField(primary_key=True)

    class Meta:
        verbose_name = "offer rating"
        constraints: ClassVar = _adds_up("offer")

    def __str__(self) -> str:
        return f"{self.offer_id}: {self.count} reviews"


class SellerRating(RatingTotals):
    seller_id = models.UUIDField(primary_key=True)

    class Meta:
        verbose_name = "seller rating"
        constraints: ClassVar = _adds_up("seller")

    def __str__(self) -> str:
        return f"{self.seller_id}: {self.count} reviews"
