"""How a review looks in the admin. All text of authors passes through `format_html`, which escapes it."""

from collections.abc import Iterable
from contextlib import suppress
from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from marketplace.common.admin.labels import Colour
from marketplace.subgraphs.reviews.domain.moderation import ModerationStatus
from marketplace.subgraphs.reviews.domain.ratings import HIGHEST_RATING
from marketplace.subgraphs.reviews.models import Review

STATUS_COLOURS: Final[dict[str, Colour]] = {
    ModerationStatus.PENDING.value: "warning",
    ModerationStatus.PUBLISHED.value: "success",
    ModerationStatus.REJECTED.value: "danger",
}
_LISTED_CHARACTERS: Final = 420


def stars(rating: int) -> SafeString:
    """Draw the rating as filled and empty stars."""
    return format_html(
        '<span class="bo-stars" title="{} of {}">{}<span>{}</span></span>',
        rating,
        HIGHEST_RATING,
        "★" * rating,
        "★" * (HIGHEST_RATING - rating),
    )


def listed_text(review: Review) -> SafeString:
    """Return title and text for a row of the list, and which version of them this is.

    The hidden field lies in the form around the list: a decision about marked rows names the versions they showed.
    """
    return format_html(
        '<input type="hidden" name="seen" value="{}:{}"><div class="bo-review"><a href="{}">{}</a><div>{}</div></div>',
        review.pk,
        review.version,
        reverse("admin:reviews_review_change", args=[review.pk]),
        review.title,
        Truncator(review.body).chars(_LISTED_CHARACTERS),
    )


def versions_shown(fields: Iterable[str]) -> dict[UUID, int]:
    """Read the hidden fields of `listed_text` back: which version of which review stood on the page."""
    versions: dict[UUID, int] = {}
    for field in fields:
        key, _, version = field.partition(":")
        with suppress(ValueError):
            versions[UUID(key)] = int(version)
    return versions


def whole_text(review: Review) -> SafeString:
    """Return the text with the author's line breaks."""
    return format_html('<div class="bo-text">{}</div>', review.body)
