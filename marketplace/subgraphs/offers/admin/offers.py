"""Listings: looked at here, written by their sellers, archived by staff."""

from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.admin import TabularInline
from unfold.contrib.filters.admin import (
    AutocompleteSelectFilter,
    ChoicesCheckboxFilter,
    RangeDateFilter,
)
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from marketplace.common.admin.dialogs import VersionedDialogForm
from marketplace.common.admin.labels import Colour, label
from marketplace.common.admin.links import list_link, public_id_text, record_link
from marketplace.common.admin.outcomes import back_to, call_for_each
from marketplace.common.admin.records import RecordAdmin, requester_of
from marketplace.common.money import Money
from marketplace.subgraphs.offers.domain.search_text import words
from marketplace.subgraphs.offers.domain.status import OfferStatus
from marketplace.subgraphs.offers.models import Offer, OfferImage
from marketplace.subgraphs.offers.selectors.visible_offers import STAFF
from marketplace.subgraphs.offers.services.archive_offer import archive_offer

STATUS_COLOURS: Final[dict[str, Colour]] = {
    OfferStatus.DRAFT.value: "default",
    OfferStatus.PUBLISHED.value: "success",
    OfferStatus.RESERVED.value: "warning",
    OfferStatus.SOLD.value: "info",
    OfferStatus.ARCHIVED.value: "danger",
}


class ArchiveForm(VersionedDialogForm):
    record = Offer


class ImageInline(TabularInline):
    """At most `listing_rules.MAX_IMAGES` rows, by the rules of a listing."""

    model = OfferImage
    fields = ("position", "alt_text", "address")
    readonly_fields = fields
    ordering = ("position",)
    extra = 0
    can_delete = False
    hide_title = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @display(description="address")
    def address(self, image: OfferImage) -> SafeString:
        return format_html('<a class="bo-link" href="{0}" rel="noreferrer">{0}</a>', image.url)


@admin.register(Offer)
class OfferAdmin(RecordAdmin):
    list_display = ("title", "category", "price", "condition", "place", "seller", "state", "created_at")
    list_filter = (
        ("status", ChoicesCheckboxFilter),
        ("condition", ChoicesCheckboxFilter),
        ("category", AutocompleteSelectFilter),
        ("created_at", RangeDateFilter),
    )
    list_select_related = ("category",)
    search_fields = ("search_text",)
    search_help_text = "Words of the title and description, or the id of an offer or its seller"
    public_id_columns = {"offer": "pk", "user": "seller_id", "category": "category_id"}
    ordering = ("-created_at", "-pk")
    actions = ("archive_offers",)
    actions_detail = ("archive_this_offer",)
    inlines = (ImageInline,)
    readonly_fields = ("price", "place", "spot", "seller", "buyer", "state", "public_id", "elsewhere")
    fieldsets = (
        (None, {"fields": ("title", "description", ("category", "condition"), ("price", "quantity"))}),
        ("People and place", {"fields": (("seller", "buyer"), ("place", "spot"))}),
        ("Record", {"fields": (("state", "version"), ("created_at", "published_at"), "public_id", "elsewhere")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)
        return rows.defer("search_text")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Look for every word in the folded text, which has an index for just that."""
        if found := self._lookup_of_id(search_term.strip()):
            return queryset.filter(**found), False
        for word in words(search_term):
            queryset = queryset.filter(search_text__contains=word)
        return queryset, False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return lookup == "category__path__startswith" or super().lookup_allowed(lookup, value, request)

    def has_archive_permission(self, request: HttpRequest, _object_id: str | None = None) -> bool:
        return requester_of(request).has_role(*STAFF)

    @admin.action(description="Archive", permissions=["archive"])
    def archive_offers(self, request: HttpRequest, queryset: QuerySet[Offer]) -> None:
        call_for_each(request, queryset, lambda offer: self._archive(request, offer), done="{count} archived.")

    @action(
        description="Archive",
        permissions=["archive"],
        icon="archive",
        variant=ActionVariant.DANGER,
        dialog={
            "title": "Archive this offer",
            "description": "It leaves the market for good, and a reservation ends with it.",
            "form_class": ArchiveForm,
            "form_submit_text": "Archive",
        },
    )
    def archive_this_offer(self, request: HttpRequest, form: forms.Form, object_id: str) -> HttpResponse:
        shown = Offer(pk=UUID(object_id), version=form.cleaned_data["version"])
        call_for_each(request, [shown], lambda offer: self._archive(request, offer), done="Archived.")
        return back_to("offers_offer_change", object_id)

    def _archive(self, request: HttpRequest, shown: Offer) -> None:
        """Archive an offer unless it was written since it was shown."""
        archived = archive_offer(requester=requester_of(request), offer_id=shown.pk, version=shown.version)
        self.log_change(request, archived, "Archived.")

    @display(description="price", ordering="price_minor")
    def price(self, offer: Offer) -> SafeString:
        money = Money(offer.price_minor, offer.price_currency)
        return format_html('<span class="whitespace-nowrap tabular-nums">{}</span>', money.formatted)

    @display(description="city", ordering="city_name")
    def place(self, offer: Offer) -> str:
        return f"{offer.city_name}, {offer.city_country_code}"

    @display(description="coordinates")
    def spot(self, offer: Offer) -> str:
        return f"{offer.latitude:.5f}, {offer.longitude:.5f}"

    @display(description="seller")
    def seller(self, offer: Offer) -> SafeString:
        return record_link("users_user", "user", offer.seller_id)

    @display(description="reserved or bought by")
    def buyer(self, offer: Offer) -> SafeString | str:
        return record_link("users_user", "user", offer.reserved_by_id) if offer.reserved_by_id else "-"

    @display(description="status", ordering="status")
    def state(self, offer: Offer) -> SafeString:
        return label(OfferStatus(offer.status).capitalize(), STATUS_COLOURS[offer.status])

    @display(description="public id")
    def public_id(self, offer: Offer) -> SafeString:
        return public_id_text("offer", offer.pk)

    @display(description="elsewhere")
    def elsewhere(self, offer: Offer) -> SafeString:
        return list_link("reviews_review", "Reviews of this offer", offer__offer_id__exact=offer.pk, queue="all")
