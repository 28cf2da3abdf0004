"""Repair the running totals: they are right by construction, and this is how one knows."""

import logging
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final, TypeVar
from uuid import UUID

from django.db import transaction

from marketplace.subgraphs.reviews.domain.ratings import COUNT_FIELDS, RatingTally
from marketplace.subgraphs.reviews.models import OfferRating, ReviewableOffer, SellerRating
from marketplace.subgraphs.reviews.selectors.ratings import Subject, count_ratings
from marketplace.subgraphs.reviews.services.kept_answers import forget_all_ratings

BATCH: Final = 500
"""Subjects counted in one transaction: writers to these wait meanwhile. A missing row is made if it would not be 0."""

logger = logging.getLogger(__name__)
Item = TypeVar("Item")
Totals = TypeVar("Totals", OfferRating, SellerRating)


def recount_ratings() -> int:
    """Count every offer's and seller's published reviews again and put wrong totals right; return how many were.

    Safe beside writers: a batch holds the locks of its totals while it counts. A writer that has not added its
    change yet adds it afterwards; one that has, has committed before the lock was given.
    """
    offers = ReviewableOffer.objects.order_by("offer_id").values_list("offer_id", flat=True)
    sellers = (
        ReviewableOffer.objects.filter(seller_id__isnull=False)
        .order_by("seller_id")
        .values_list("seller_id", flat=True)
        .distinct()
    )
    repaired = sum(_recount("offer", OfferRating, batch) for batch in _batches(offers.iterator()))
    repaired += sum(
        _recount("seller", SellerRating, batch) for batch in _batches(key for key in sellers.iterator() if key)
    )
    if repaired:
        forget_all_ratings()
        logger.error("repaired %d rating totals that did not equal their reviews", repaired)
    return repaired


@transaction.atomic
def _recount(subject: Subject, totals: type[Totals], keys: list[UUID]) -> int:
    rows = totals.objects.filter(pk__in=keys)
    missing = set(keys).difference(rows.values_list("pk", flat=True))
    totals.objects.bulk_create([totals(pk=key) for key in count_ratings(subject, missing)], ignore_conflicts=True)
    stored = {row.pk: row.tally for row in rows.order_by("pk").select_for_update()}
    counted = dict.fromkeys(stored, RatingTally()) | count_ratings(subject, stored.keys())
    wrong = [totals.of_tally(key, counted[key]) for key in stored if stored[key] != counted[key]]
    totals.objects.bulk_update(wrong, ["count", "sum", *COUNT_FIELDS.values()])
    return len(wrong)


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    rest = iter(items)
    while batch := list(islice(rest, BATCH)):
        yield batch
