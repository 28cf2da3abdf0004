"""The staff's figures for Prometheus: as old as those on the admin's first page."""

from collections.abc import Iterable

from django.db.models import Min
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric

from marketplace.back_office.figures import figures
from marketplace.subgraphs.reviews.domain.moderation import ModerationStatus
from marketplace.subgraphs.reviews.models import Review
from reliability.conventions import MarketplaceLabel, MarketplaceSeries


def read_key_figures() -> Iterable[Metric]:
    now = figures()
    yield GaugeMetricFamily(MarketplaceSeries.USERS, "Accounts.", now.users)
    yield GaugeMetricFamily(MarketplaceSeries.VERIFIED_USERS, "Accounts with a checked identity.", now.verified_users)
    yield GaugeMetricFamily(MarketplaceSeries.OPEN_REPORTS, "Objections that nobody has settled.", now.open_reports)
    yield GaugeMetricFamily(
        MarketplaceSeries.OLDEST_PENDING_REVIEW, "Age of the review that waits longest; 0: none.", _oldest_pending()
    )
    for series, what, shares in (
        (MarketplaceSeries.OFFERS, "Offers by status.", now.offers),
        (MarketplaceSeries.REVIEWS, "Reviews by status.", now.reviews),
    ):
        family = GaugeMetricFamily(series, what, labels=(MarketplaceLabel.STATUS,))
        for share in shares:
            family.add_metric([share.name.lower()], share.count)
        yield family


def _oldest_pending() -> float:
    """Return its seconds in the queue: what sends a review there is its last change until somebody decides."""
    since = Review.objects.filter(status=ModerationStatus.PENDING).aggregate(since=Min("updated_at"))["since"]
    return 0.0 if since is None else max(0.0, (timezone.now() - since).total_seconds())
