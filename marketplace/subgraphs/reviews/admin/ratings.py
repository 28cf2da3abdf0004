"""Running totals, to look at: they change with the reviews and are repaired every night."""

from typing import Any

from django.contrib import admin
from django.db.models import F, FloatField, QuerySet
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import RangeNumericFilter
from unfold.decorators import display

from marketplace.common.admin.links import record_link
from marketplace.common.admin.records import RecordAdmin
from marketplace.subgraphs.reviews.models import OfferRating, SellerRating


class RatingTotalsAdmin(RecordAdmin):
    ordering = ("-count", "pk")
    list_filter = (("count", RangeNumericFilter),)
    search_help_text = "Public id"
    search_fields = ("pk__exact",)
    list_display_links = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)
        averaged: QuerySet[Any] = rows.annotate(average=Cast(F("sum"), FloatField()) / F("count"))
        return averaged

    @display(description="average", ordering="average")
    def mean(self, totals: Any) -> str:
        return "-" if totals.average is None else f"{totals.average:.2f}"


@admin.register(OfferRating)
class OfferRatingAdmin(RatingTotalsAdmin):
    list_display = ("offer", "count", "mean", "count_5", "count_4", "count_3", "count_2", "count_1")
    public_id_columns = {"offer": "pk"}

    @display(description="offer")
    def offer(self, totals: OfferRating) -> SafeString:
        return record_link("offers_offer", "offer", totals.pk)


@admin.register(SellerRating)
class SellerRatingAdmin(RatingTotalsAdmin):
    list_display = ("seller", "count", "mean", "count_5", "count_4", "count_3", "count_2", "count_1")
    public_id_columns = {"user": "pk"}

    @display(description="seller")
    def seller(self, totals: SellerRating) -> SafeString:
        return record_link("users_user", "user", totals.pk)
