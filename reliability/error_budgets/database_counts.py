"""The engine's port to counts in the database: every sum is one query, over an index that holds all it needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from reliability.models import MinuteCount
from reliability.slo.error_budget import Span, Sums

_SUMS: Final = {"total": Coalesce(Sum("total"), 0), "bad": Coalesce(Sum("bad"), 0), "minutes": Count("*")}


@dataclass(frozen=True, slots=True)
class DatabaseCounts:
    """The minutes of one ledger; of none when nothing was recorded."""

    ledger: int | None

    def sums(self, spans: Sequence[Span]) -> Sums:
        """Ask span by span: for several ranges at once a database reads everything that lies between them."""
        found = Sums(0, 0, 0)
        for span in spans if self.ledger is not None else ():
            total, bad, minutes = self._rows().filter(_within((span,))).aggregate(**_SUMS).values()
            found = Sums(found.total + int(total), found.bad + int(bad), found.minutes + minutes)
        return found

    def bad_slices(self, within: Span, apart_from: Sequence[Span], minutes: int, target: Fraction) -> int:
        if self.ledger is None or not within.minutes:
            return 0
        rows = self._rows().filter(_within((within,)))
        if apart_from:
            rows = rows.exclude(_within(apart_from))
        slices = (
            rows.values(number=F("minute") / minutes)
            .annotate(all=Sum("total"), wrong=Sum("bad"))
            .order_by()
            # (all - wrong) / all < target, in whole numbers
            .filter(all__gt=0)
            .filter(Q(wrong__gt=0))
        )
        return (
            slices.annotate(short=target.numerator * F("all") - target.denominator * (F("all") - F("wrong")))
            .filter(short__gt=0)
            .count()
        )

    def _rows(self) -> QuerySet[MinuteCount]:
        return MinuteCount.objects.filter(ledger=self.ledger)


def _within(spans: Sequence[Span]) -> Q:
    found = Q()
    for span in spans:
        found |= Q(minute__gte=span.start, minute__lt=span.end)
    return found
