"""What the admin's landing page and sidebar show; `settings.UNFOLD` names these functions."""

from typing import Any, Final

from django.http import HttpRequest

from marketplace.back_office.figures import COUNTED_QUEUE, figures, waiting_reviews
from marketplace.subgraphs.offers.models import Offer
from marketplace.subgraphs.reviews.domain.moderation import ModerationStatus
from marketplace.subgraphs.reviews.models import Review

_ROWS: Final = 6


def landing_context(_request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Add the numbers, the reviews that wait longest and the newest offers; the lists cost one statement each."""
    waiting = (
        Review.objects.filter(status=ModerationStatus.PENDING).select_related("author").order_by("created_at", "pk")
    )
    newest = Offer.objects.exclude(published_at=None).select_related("category").order_by("-created_at", "-pk")
    return context | {
        "title": "Overview",
        "figures": figures(),
        "waiting_count": waiting_reviews(),
        "waiting": waiting[:_ROWS],
        "newest_offers": newest.only("title", "category__name", "city_name", "city_country_code", "created_at")[:_ROWS],
    }


def waiting_badge(_request: HttpRequest) -> str:
    """Return the number beside the moderation queue; nothing when nobody waits."""
    waiting = waiting_reviews()
    return f"{waiting}+" if waiting >= COUNTED_QUEUE else str(waiting or "")
