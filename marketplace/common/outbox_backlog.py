"""How far subscribers are behind what was published."""

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Count, Min
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric

from marketplace.common.models import OutboxMessage
from reliability.conventions import MarketplaceLabel, MarketplaceSeries


def read_backlog() -> Iterable[Metric]:
    """Return it for each subscriber, those without a backlog included. Both queries read partial indexes, which hold
    what waits and what failed, and nothing of what was consumed.
    """
    labels = (MarketplaceLabel.SUBSCRIBER,)
    waiting = GaugeMetricFamily(MarketplaceSeries.OUTBOX_WAITING, "Messages not yet consumed.", labels=labels)
    oldest = GaugeMetricFamily(
        MarketplaceSeries.OUTBOX_OLDEST, "Age of the message that waits longest; 0: none waits.", labels=labels
    )
    failed = GaugeMetricFamily(
        MarketplaceSeries.OUTBOX_FAILED, "Messages given up, which wait for a person.", labels=labels
    )
    now = timezone.now()
    unconsumed = OutboxMessage.objects.filter(consumed_at=None).order_by().values("subscriber")
    waits = {
        row["subscriber"]: (row["messages"], (now - row["oldest"]).total_seconds())
        for row in unconsumed.filter(failed_at=None).annotate(messages=Count("pk"), oldest=Min("created_at"))
    }
    fails = dict(unconsumed.filter(failed_at__isnull=False).values_list("subscriber").annotate(messages=Count("pk")))
    subscribers = {name for names in settings.MESSAGE_SUBSCRIBERS.values() for name in names}
    for subscriber in sorted(subscribers | waits.keys() | fails.keys()):
        messages, age = waits.get(subscriber, (0, 0.0))
        waiting.add_metric([subscriber], messages)
        oldest.add_metric([subscriber], max(0.0, age))
        failed.add_metric([subscriber], fails.get(subscriber, 0))
    return (waiting, oldest, failed)
