"""What reviews has to know of other subgraphs: copies kept by messages, small and read-only here.

Reviews point at these rows by foreign key, so the database itself upholds two promises: a review's offer is always
known, and so is its author's name (`schema/entities.py` tells why that matters).
"""

from typing import ClassVar

from django.db import models


class ReviewableOffer(models.Model):
    """An offer that was published once, and whether it still takes reviews.

    Messages may arrive in any order. `offer_archived` before `offer_published` leaves a closed row without a seller,
    which the late message completes without opening it again: closed is final.
    """

    offer_id = models.UUIDField(primary_key=True)
    seller_id = models.UUIDField(null=True, db_index=True)
    open = models.BooleanField(default=True)

    class Meta:
        verbose_name = "reviewable offer"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(open=False) | models.Q(seller_id__isnull=False),
                name="reviews_open_offer_has_seller",
            ),
        ]

    def __str__(self) -> str:
        return str(self.offer_id)


class AuthorName(models.Model):
    """The display name a user last told the users subgraph, as far as messages have come."""

    author_id = models.UUIDField(primary_key=True)
    display_name = models.CharField(max_length=200)
    profile_version = models.PositiveIntegerField(
        default=0, help_text="Version of the profile that bore this name; messages about older ones are ignored."
    )

    class Meta:
        verbose_name = "author name"

    def __str__(self) -> str:
        return self.display_name
