"""The listing itself."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from marketplace.common.models import VersionedModel
from marketplace.subgraphs.offers.domain.condition import OfferCondition
from marketplace.subgraphs.offers.domain.listing_rules import COUNTRY_CODE_LENGTH, MAX_CITY_NAME, MAX_TITLE
from marketplace.subgraphs.offers.domain.status import HELD_BY_BUYER, OfferStatus


def _choices(values: type[OfferStatus | OfferCondition]) -> list[tuple[str, str]]:
    return [(value.value, value.value.replace("_", " ").capitalize()) for value in values]


class Offer(VersionedModel):
    """Something one user sells.

    Invariants: `status` moves along `domain.status.LEGS` only; every write raises `version` by one;
    `reserved_by_id` is set exactly while the offer is reserved or sold; `search_text` folds title and description.
    """

    seller_id = models.UUIDField()
    title = models.CharField(max_length=MAX_TITLE)
    description = models.TextField(blank=True, default="")
    category = models.ForeignKey("offers.Category", on_delete=models.PROTECT, related_name="offers", db_index=False)
    price_minor = models.BigIntegerField(help_text="In minor units of the currency.")
    price_currency = models.CharField(max_length=3, help_text="ISO 4217.")
    condition = models.CharField(max_length=16, choices=_choices(OfferCondition))
    quantity = models.PositiveIntegerField(default=1)
    city_name = models.CharField(max_length=MAX_CITY_NAME)
    city_country_code = models.CharField(max_length=COUNTRY_CODE_LENGTH, help_text="ISO 3166-1 alpha-2.")
    city_latitude = models.FloatField()
    city_longitude = models.FloatField()
    latitude = models.FloatField()
    longitude = models.FloatField()
    status = models.CharField(max_length=16, choices=_choices(OfferStatus), default=OfferStatus.DRAFT)
    reserved_by_id = models.UUIDField(null=True, blank=True, default=None)
    published_at = models.DateTimeField(null=True, blank=True, default=None)
    search_text = models.TextField(editable=False)

    class Meta:
        ordering: ClassVar = ["-created_at", "-id"]
        indexes: ClassVar = [
            models.Index("status", "created_at", "id", name="offers_status_newest"),
            models.Index("status", "price_currency", "price_minor", "id", name="offers_status_price"),
            models.Index("category", "status", "created_at", "id", name="offers_category_newest"),
            models.Index("seller_id", "created_at", "id", name="offers_seller_newest"),
            models.Index("status", "latitude", "longitude", name="offers_status_place"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(price_minor__gt=0), name="offers_price_positive"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="offers_quantity_positive"),
            models.CheckConstraint(condition=Q(status__in=list(OfferStatus)), name="offers_status_known"),
            models.CheckConstraint(
                condition=Q(status__in=HELD_BY_BUYER, reserved_by_id__isnull=False)
                | (~Q(status__in=HELD_BY_BUYER) & Q(reserved_by_id__isnull=True)),
                name="offers_reserved_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return self.title
