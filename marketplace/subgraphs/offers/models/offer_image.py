"""Pictures of an offer. Only their addresses are kept; the files live elsewhere."""

from typing import ClassVar

from django.db import models

from marketplace.common.models import KeyedModel
from marketplace.subgraphs.offers.domain.listing_rules import MAX_IMAGE_TEXT, MAX_IMAGE_URL


class OfferImage(KeyedModel):
    """`position` counts from 0; the first picture is the one lists show."""

    offer = models.ForeignKey("offers.Offer", on_delete=models.CASCADE, related_name="images", db_index=False)
    position = models.PositiveSmallIntegerField()
    url = models.URLField(max_length=MAX_IMAGE_URL)
    alt_text = models.CharField(max_length=MAX_IMAGE_TEXT, blank=True, default="")

    class Meta:
        ordering: ClassVar = ["offer_id", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["offer", "position"], name="offers_image_position"),
        ]

    def __str__(self) -> str:
        return self.url
