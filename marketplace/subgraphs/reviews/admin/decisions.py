"""The two decisions of a moderator, as forms."""

from typing import Any, Final

from django import forms
from django.http import HttpRequest
from unfold.forms import ActionForm
from unfold.widgets import UnfoldAdminTextInputWidget

from marketplace.common.admin.dialogs import VersionedDialogForm
from marketplace.subgraphs.reviews.domain.drafts import MAX_REASON
from marketplace.subgraphs.reviews.models import Review

APPROVAL_REASON: Final = "Read and found in order."
REASONS_LIST: Final = "rejection-reasons"
"""Id of the list of frequent reasons in `templates/reviews/rejection_reasons.html`."""


class ModerationActionForm(ActionForm):
    """The bar under the queue: what to do with the marked reviews, and why."""

    reason = forms.CharField(
        label="",
        required=False,
        max_length=MAX_REASON,
        widget=forms.TextInput(
            {
                "list": REASONS_LIST,
                "placeholder": "Reason, needed to reject",
                "aria-label": "Reason",
                "autocomplete": "off",
                "x-show": "action === 'reject_reviews'",
                "x-bind:required": "action === 'reject_reviews'",
                "class": "bo-reason",
            }
        ),
    )


class DecisionForm(VersionedDialogForm):
    """Shows the text it decides about, and carries the version of that text."""

    record = Review
    form_before_template = "reviews/decision_text.html"

    reason = forms.CharField(max_length=MAX_REASON, widget=UnfoldAdminTextInputWidget)

    def get_before_template_context(self, request: HttpRequest, object_id: Any = None) -> dict[str, Any]:
        return {"review": Review.objects.select_related("author").filter(pk=self.record_id).first()}


class ApprovalForm(DecisionForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].initial = APPROVAL_REASON


class RejectionForm(DecisionForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].widget.attrs |= {"list": REASONS_LIST, "autocomplete": "off"}
