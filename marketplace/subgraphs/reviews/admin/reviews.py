"""The page moderators work in all day."""

from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.admin import TabularInline
from unfold.contrib.filters.admin import AutocompleteSelectFilter, RangeDateFilter
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from marketplace.common.admin.labels import label
from marketplace.common.admin.links import public_id_text, record_link
from marketplace.common.admin.outcomes import back_to, call_for_each
from marketplace.common.admin.records import RecordAdmin, requester_of
from marketplace.common.requester import Role
from marketplace.subgraphs.reviews.admin.decisions import (
    APPROVAL_REASON,
    ApprovalForm,
    ModerationActionForm,
    RejectionForm,
)
from marketplace.subgraphs.reviews.admin.presentation import (
    STATUS_COLOURS,
    listed_text,
    stars,
    versions_shown,
    whole_text,
)
from marketplace.subgraphs.reviews.admin.queue_filter import WAITING, QueueFilter, RatingFilter
from marketplace.subgraphs.reviews.domain.moderation import ModerationDecision
from marketplace.subgraphs.reviews.models import Review, ReviewReport
from marketplace.subgraphs.reviews.services.moderate_review import moderate_review

_REPORTS_ON_PAGE: Final = 10


class ReportInline(TabularInline):
    """The newest objections, a page at a time."""

    model = ReviewReport
    verbose_name_plural = "reports"
    fields = ("reason", "reporter", "state", "created_at")
    readonly_fields = fields
    ordering = ("-created_at", "-id")
    per_page = _REPORTS_ON_PAGE
    extra = 0
    can_delete = False
    show_change_link = False
    hide_title = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @display(description="reported by")
    def reporter(self, report: ReviewReport) -> SafeString:
        return record_link("users_user", "user", report.reporter_id)

    @display(description="state")
    def state(self, report: ReviewReport) -> SafeString:
        return label("open", "warning") if report.open else label("settled", "success")


@admin.register(Review)
class ReviewAdmin(RecordAdmin):
    """Opens on what waits, oldest first, with the text to be read; decisions go through `moderate_review`."""

    list_display = ("stars", "text", "author_name", "offer_link", "state", "reports_open", "created_at")
    list_display_links = None
    list_filter = (
        QueueFilter,
        RatingFilter,
        ("author", AutocompleteSelectFilter),
        ("created_at", RangeDateFilter),
    )
    list_select_related = ("author",)
    list_per_page = 25
    list_before_template = "reviews/rejection_reasons.html"
    list_disable_select_all = True
    search_fields = ("title", "author__display_name__istartswith")
    search_help_text = "Words of the title, beginning of the author's name, or the id of a review, offer or user"
    public_id_columns = {"review": "pk", "offer": "offer_id", "user": "author_id"}
    action_form = ModerationActionForm
    actions = ("approve_reviews", "reject_reviews")
    actions_detail = ("approve_review", "reject_review")
    inlines = (ReportInline,)
    readonly_fields = ("public_id", "stars", "body_text", "author_link", "offer_link", "state", "moderator")
    fieldsets = (
        (None, {"fields": ("stars", "title", "body_text", ("author_link", "offer_link"))}),
        ("Moderation", {"fields": (("state", "moderator"), "moderation_reason", "moderated_at")}),
        ("Record", {"fields": ("public_id", ("created_at", "edited_at", "version"))}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Review]:
        reports = (
            ReviewReport.objects.filter(review=OuterRef("pk"), open=True)
            .order_by()
            .values("review")
            .annotate(number=Count("pk"))
            .values("number")
        )
        rows: QuerySet[Review] = super().get_queryset(request)
        return rows.annotate(open_reports=Coalesce(Subquery(reports, output_field=IntegerField()), 0))

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """Serve the queue in turn, and look back from today."""
        waiting = request.GET.get(QueueFilter.parameter_name, WAITING) == WAITING
        return ("created_at", "pk") if waiting else ("-created_at", "-pk")

    def has_moderate_permission(self, request: HttpRequest, _object_id: str | None = None) -> bool:
        return requester_of(request).has_role(Role.MODERATOR, Role.ADMINISTRATOR)

    @admin.action(description="Approve", permissions=["moderate"])
    def approve_reviews(self, request: HttpRequest, queryset: QuerySet[Review]) -> None:
        self._decide_marked(request, queryset, ModerationDecision.APPROVE, APPROVAL_REASON, "{count} approved.")

    @admin.action(description="Reject", permissions=["moderate"])
    def reject_reviews(self, request: HttpRequest, queryset: QuerySet[Review]) -> None:
        reason = request.POST.get("reason", "")
        self._decide_marked(request, queryset, ModerationDecision.REJECT, reason, "{count} rejected.")

    @action(
        description="Approve",
        permissions=["moderate"],
        icon="check",
        variant=ActionVariant.SUCCESS,
        dialog={"title": "Approve this review", "form_class": ApprovalForm, "form_submit_text": "Approve"},
    )
    def approve_review(self, request: HttpRequest, form: forms.Form, object_id: str) -> HttpResponse:
        return self._decide_shown(request, form, object_id, ModerationDecision.APPROVE, "Approved.")

    @action(
        description="Reject",
        permissions=["moderate"],
        icon="block",
        variant=ActionVariant.DANGER,
        dialog={"title": "Reject this review", "form_class": RejectionForm, "form_submit_text": "Reject"},
    )
    def reject_review(self, request: HttpRequest, form: forms.Form, object_id: str) -> HttpResponse:
        return self._decide_shown(request, form, object_id, ModerationDecision.REJECT, "Rejected.")

    def _decide_marked(
        self,
        request: HttpRequest,
        marked: QuerySet[Review],
        decision: ModerationDecision,
        reason: str,
        done: str,
    ) -> None:
        """Decide about the marked reviews as they were shown: each row of the list carries the version it showed."""
        versions = versions_shown(request.POST.getlist("seen"))
        shown = [(review, versions[review.pk]) for review in marked if review.pk in versions]

        def decide(pair: tuple[Review, int]) -> None:
            review, version = pair
            self._decide(request, review, version, decision, reason)

        call_for_each(request, shown, decide, done=done)
        if unseen := len(marked) - len(shown):
            messages.warning(request, f"{unseen} not shown on the page you sent: left as it was.")

    def _decide_shown(
        self, request: HttpRequest, form: forms.Form, object_id: str, decision: ModerationDecision, done: str
    ) -> HttpResponse:
        review = Review(pk=UUID(object_id))
        reason, version = form.cleaned_data["reason"], form.cleaned_data["version"]

        def decide(_: Review) -> None:
            self._decide(request, review, version, decision, reason)

        call_for_each(request, [review], decide, done=done)
        return back_to("reviews_review_change", object_id)

    def _decide(
        self, request: HttpRequest, review: Review, version: int, decision: ModerationDecision, reason: str
    ) -> None:
        decided = moderate_review(
            requester=requester_of(request), review_id=review.pk, version=version, decision=decision, reason=reason
        )
        self.log_change(request, decided, f"{decided.status.capitalize()}: {decided.moderation_reason}")

    @display(description="rating", ordering="rating")
    def stars(self, review: Review) -> SafeString:
        return stars(review.rating)

    @display(description="review")
    def text(self, review: Review) -> SafeString:
        return listed_text(review)

    @display(description="text")
    def body_text(self, review: Review) -> SafeString:
        return whole_text(review)

    @display(description="author")
    def author_name(self, review: Review) -> str:
        return review.author.display_name

    @display(description="author")
    def author_link(self, review: Review) -> SafeString:
        return format_html("{} ({})", review.author.display_name, record_link("users_user", "user", review.author_id))

    @display(description="offer")
    def offer_link(self, review: Review) -> SafeString:
        return record_link("offers_offer", "offer", review.offer_id)

    @display(description="status")
    def state(self, review: Review) -> SafeString:
        return label(review.moderation_status.capitalize(), STATUS_COLOURS[review.status])

    @display(description="reports", ordering="open_reports")
    def reports_open(self, review: Any) -> str:
        return str(review.open_reports or "-")

    @display(description="decided by")
    def moderator(self, review: Review) -> SafeString | str:
        return record_link("users_user", "user", review.moderated_by) if review.moderated_by else "-"

    @display(description="public id")
    def public_id(self, review: Review) -> SafeString:
        return public_id_text("review", review.pk)
