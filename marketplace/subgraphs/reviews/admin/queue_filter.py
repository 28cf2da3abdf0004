"""Which reviews a moderator sees: those that wait, unless they ask for others; and of how many stars."""

from collections.abc import Iterator
from typing import Any, Final

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from marketplace.subgraphs.reviews.domain.moderation import ModerationStatus
from marketplace.subgraphs.reviews.domain.ratings import RATINGS
from marketplace.subgraphs.reviews.models import ReviewReport

WAITING: Final = "waiting"
REPORTED: Final = "reported"
PUBLISHED: Final = "published"
REJECTED: Final = "rejected"
EVERYTHING: Final = "all"


_REPORTED: Final = ReviewReport.objects.filter(open=True).order_by().values("review")


class QueueFilter(admin.SimpleListFilter):
    """Opens on the waiting reviews."""

    title = "queue"
    parameter_name = "queue"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            (WAITING, "Waiting"),
            (REPORTED, "Published with open reports"),
            (PUBLISHED, "Published"),
            (REJECTED, "Rejected"),
            (EVERYTHING, "All"),
        ]

    def value(self) -> str:
        return str(super().value() or WAITING)

    def choices(self, changelist: Any) -> Iterator[Any]:
        """Yield the choices without Django's own "All": ours narrows nothing and has a name in the address."""
        for value, text in self.lookup_choices:
            yield {
                "selected": self.value() == value,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": text,
            }

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        match self.value():
            case "reported":
                return queryset.filter(status=ModerationStatus.PUBLISHED, pk__in=_REPORTED)
            case "published":
                return queryset.filter(status=ModerationStatus.PUBLISHED)
            case "rejected":
                return queryset.filter(status=ModerationStatus.REJECTED)
            case "all":
                return queryset
            case _:
                return queryset.filter(status=ModerationStatus.PENDING)


class RatingFilter(admin.SimpleListFilter):
    """Knows the ratings there can be, where Django would search all reviews for those there are."""

    title = "rating"
    parameter_name = "rating"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(rating), "★" * rating) for rating in reversed(RATINGS)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        known = {str(rating) for rating in RATINGS}
        return queryset.filter(rating=self.value()) if self.value() in known else queryset
