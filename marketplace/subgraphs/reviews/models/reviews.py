"""A review and the reports against it."""

from typing import ClassVar

from django.db import models

from marketplace.common.models import KeyedModel, VersionedModel
from marketplace.subgraphs.reviews.domain.drafts import MAX_BODY, MAX_REASON, MAX_TITLE
from marketplace.subgraphs.reviews.domain.moderation import ModerationStatus
from marketplace.subgraphs.reviews.domain.ratings import HIGHEST_RATING, LOWEST_RATING
from marketplace.subgraphs.reviews.models.copies import AuthorName, ReviewableOffer


class Review(VersionedModel):
    """One author's judgement of one offer. Only a published one is shown to others and counts in ratings."""

    author = models.ForeignKey(AuthorName, on_delete=models.PROTECT, related_name="reviews", db_index=False)
    offer = models.ForeignKey(ReviewableOffer, on_delete=models.PROTECT, related_name="reviews", db_index=False)
    rating = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=MAX_TITLE)
    body = models.TextField(max_length=MAX_BODY)
    status = models.CharField(
        max_length=16, choices=[(status.value, status.value.capitalize()) for status in ModerationStatus]
    )
    edited_at = models.DateTimeField(null=True, blank=True)
    moderated_by = models.UUIDField(null=True, blank=True, help_text="The moderator who decided last.")
    moderated_at = models.DateTimeField(null=True, blank=True)
    moderation_reason = models.CharField(max_length=MAX_REASON, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["author", "offer"], name="reviews_one_per_author_and_offer"),
            models.CheckConstraint(
                condition=models.Q(rating__gte=LOWEST_RATING, rating__lte=HIGHEST_RATING),
                name="reviews_rating_in_range",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=[status.value for status in ModerationStatus]),
                name="reviews_status_is_known",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["offer", "-created_at", "-id"], name="reviews_offer_newest"),
            models.Index(fields=["offer", "-rating", "-id"], name="reviews_offer_rating"),
            models.Index(fields=["author", "-created_at", "-id"], name="reviews_author_newest"),
            models.Index(fields=["status", "created_at", "id"], name="reviews_queue"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def moderation_status(self) -> ModerationStatus:
        return ModerationStatus(self.status)

    @property
    def counted_rating(self) -> int | None:
        """What the review contributes to ratings; None while it is not published."""
        return self.rating if self.moderation_status is ModerationStatus.PUBLISHED else None


class ReviewReport(KeyedModel):
    """One person's objection to a review, once per person; open until a moderator decides about the review."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="reports", db_index=False)
    reporter_id = models.UUIDField()
    reason = models.CharField(max_length=MAX_REASON)
    open = models.BooleanField(default=True)

    class Meta:
        verbose_name = "review report"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["review", "reporter_id"], name="reviews_one_report_per_person"),
        ]

    def __str__(self) -> str:
        return self.reason
