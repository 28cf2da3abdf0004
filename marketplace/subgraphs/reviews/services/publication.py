"""How long reviews take from their submission to being shown and counted in ratings."""

from datetime import datetime
from enum import StrEnum
from typing import Final

from django.db import transaction
from django.utils import timezone
from prometheus_client import Histogram

from marketplace.common.business_events import BusinessEvent, count_after_commit
from reliability.conventions import MarketplaceLabel, MarketplaceSeries

HOUR: Final = 3_600.0


class PublicationPath(StrEnum):
    AUTOMATIC = "automatic"
    MODERATED = "moderated"


_SECONDS: Final = Histogram(
    MarketplaceSeries.REVIEW_PUBLICATION,
    "From a review's submission, or from the edit or report that held it, to the commit that shows it.",
    (MarketplaceLabel.PATH,),
    buckets=(0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 60.0, HOUR, 4 * HOUR, 8 * HOUR, 24 * HOUR, 72 * HOUR, 168 * HOUR),
)
for _path in PublicationPath:
    _SECONDS.labels(_path)


def note_publication(since: datetime, path: PublicationPath) -> None:
    """Count a review as published, in the transaction that publishes it."""
    count_after_commit(BusinessEvent.REVIEW_PUBLISHED)
    transaction.on_commit(lambda: _SECONDS.labels(path).observe((timezone.now() - since).total_seconds()))
