"""Error budgets in the back office: adjustments with their history, overrides of the gate, marks and transitions."""

from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import action, display
from unfold.enums import ActionVariant
from unfold.forms import BaseDialogForm
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSplitDateTimeWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from reliability.admin.on_call_page import Colour, label
from reliability.error_budgets.adjusting import make_adjustment, time_zone_of, withdraw_adjustment
from reliability.error_budgets.definitions import find_slos
from reliability.errors import SpecificationError
from reliability.models import AdjustmentChange, BudgetAdjustment, BudgetEvent, GateOverride, PolicyTransition
from reliability.slo.error_budget import percent
from reliability.slo.model import BudgetState, Period, Recurrence

_COLOURS: dict[str, Colour] = {
    BudgetState.HEALTHY: "success",
    BudgetState.CAUTION: "warning",
    BudgetState.FROZEN: "danger",
}


class KeptAdmin(ModelAdmin):
    """Rows that are never changed or deleted here."""

    list_fullwidth = True

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReasonForm(BaseDialogForm):
    reason = forms.CharField(label="Why", widget=UnfoldAdminTextareaWidget)


class AdjustmentForm(forms.ModelForm):  # type: ignore[type-arg]
    """Either a start and an end, or a rule with its first time and length; written by `make_adjustment`."""

    by = ""
    name = forms.CharField(max_length=120, widget=UnfoldAdminTextInputWidget)
    reason = forms.CharField(
        widget=UnfoldAdminTextareaWidget, help_text="Why these events do not count: announced to whom, and when."
    )
    slo_names = forms.CharField(
        label="SLOs",
        required=False,
        widget=UnfoldAdminTextInputWidget,
        help_text="service/name, separated by commas; empty: every SLO.",
    )
    start = forms.SplitDateTimeField(required=False, widget=UnfoldAdminSplitDateTimeWidget, help_text="UTC")
    end = forms.SplitDateTimeField(required=False, widget=UnfoldAdminSplitDateTimeWidget, help_text="UTC")
    rule = forms.CharField(
        required=False, widget=UnfoldAdminTextInputWidget, help_text="RFC 5545, such as FREQ=WEEKLY;BYDAY=SU"
    )
    first = forms.CharField(
        required=False, widget=UnfoldAdminTextInputWidget, help_text="Local time of the first one: 2026-12-06T02:00"
    )
    minutes = forms.IntegerField(
        required=False, min_value=1, widget=UnfoldAdminIntegerFieldWidget, help_text="How long each one lasts."
    )
    time_zone = forms.CharField(initial="UTC", widget=UnfoldAdminTextInputWidget, help_text="Such as Europe/Berlin.")

    class Meta:
        model = BudgetAdjustment
        fields = ("name", "reason")

    def _post_clean(self) -> None:
        """Write as the last step: what the use case refuses is told in its own words."""
        if self.errors:
            return
        given = self.cleaned_data
        slos = [name.strip() for name in given["slo_names"].split(",") if name.strip()]
        try:
            if slos:
                find_slos(slos)
            when = _when(given)
            self.instance = make_adjustment(
                name=given["name"], reason=given["reason"], by=self.by, when=when, slos=slos
            )
        except SpecificationError as error:
            self.add_error(None, str(error))


def _when(given: dict[str, Any]) -> Period | Recurrence:
    if given["rule"]:
        try:
            first = datetime.fromisoformat(given["first"]).replace(tzinfo=None)
        except ValueError as error:
            raise SpecificationError("The first time is written as 2026-12-06T02:00.") from error
        seconds = int(timedelta(minutes=given["minutes"] or 0).total_seconds())
        zone = time_zone_of(given["time_zone"])
        return Recurrence(first=first, seconds=seconds, rule=given["rule"], time_zone=zone)
    if given["start"] and given["end"]:
        return Period(given["start"], given["end"])
    raise SpecificationError("Give a start and an end, or a rule with its first time and length.")


class ChangeInline(TabularInline):
    """What was done to it, and what it said then."""

    model = AdjustmentChange
    fields = ("at", "done", "by", "reason", "content")
    readonly_fields = fields
    extra = 0
    can_delete = False
    verbose_name_plural = "history"

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(BudgetAdjustment)
class BudgetAdjustmentAdmin(KeptAdmin):
    form = AdjustmentForm
    list_display = ("name", "state", "time", "slo_list", "made_by", "made_at")
    search_fields = ("name", "reason")
    actions_detail = ("withdraw",)
    add_fieldsets = (
        (None, {"fields": ("name", "reason", "slo_names")}),
        ("Once", {"fields": ("start", "end")}),
        ("Again and again", {"fields": ("rule", ("first", "minutes", "time_zone"))}),
    )
    fieldsets = (
        (None, {"fields": ("name", "state", "reason", "slo_list", "time")}),
        ("Record", {"fields": ("made_by", "made_at", "withdrawn_at")}),
    )
    readonly_fields = ("state", "time", "slo_list", "made_by", "made_at", "withdrawn_at")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fieldsets if obj else self.add_fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.readonly_fields if obj else ()

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return (ChangeInline,) if obj else ()

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        if obj:
            return super().get_form(request, obj, change, **kwargs)
        return type("AdjustmentFormOf", (AdjustmentForm,), {"by": request.user.get_username()})

    def save_form(self, request: HttpRequest, form: Any, change: Any) -> Any:
        return form.instance

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """Leave the row alone: the form has written it."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        """Nothing is related that could be edited."""

    def has_withdraw_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        return bool(request.user.has_perm("reliability.add_budgetadjustment"))

    @action(
        description="Withdraw",
        permissions=["withdraw"],
        icon="undo",
        variant=ActionVariant.DANGER,
        dialog={"title": "Let these events count again", "form_class": ReasonForm, "form_submit_text": "Withdraw"},
    )
    def withdraw(self, request: HttpRequest, form: forms.Form, object_id: str) -> HttpResponse:
        by = request.user.get_username()
        if withdraw_adjustment(adjustment_id=int(object_id), reason=form.cleaned_data["reason"], by=by):
            messages.success(request, "Withdrawn.")
        else:
            messages.error(request, "It was withdrawn before.")
        page = reverse("admin:reliability_budgetadjustment_change", args=[object_id])
        return HttpResponse(headers={"HX-Redirect": page})

    @display(description="state")
    def state(self, row: BudgetAdjustment) -> SafeString:
        if row.withdrawn_at:
            return label("withdrawn", "default")
        if row.rule:
            return label("recurring", "info")
        if row.start is not None and row.start > timezone.now():
            return label("to come", "info")
        over = row.end is not None and row.end <= timezone.now()
        return label("over", "default") if over else label("in force", "warning")

    @display(description="when")
    def time(self, row: BudgetAdjustment) -> str:
        if row.start and row.end:
            return f"{row.start:%Y-%m-%d %H:%M} to {row.end:%Y-%m-%d %H:%M} UTC"
        return f"{row.rule} from {row.first} {row.time_zone}, {(row.seconds or 0) // 60} minutes each"

    @display(description="SLOs")
    def slo_list(self, row: BudgetAdjustment) -> str:
        return ", ".join(row.slos) or "every SLO"


@admin.register(GateOverride)
class GateOverrideAdmin(KeptAdmin):
    """Made by `manage.py deploy_gate --override`, where deployments are made."""

    list_display = ("service", "by", "reason", "at", "until")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(BudgetEvent)
class BudgetEventAdmin(KeptAdmin):
    list_display = ("title", "kind", "service", "start", "end")
    list_filter = ("kind",)
    search_fields = ("title", "key")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(PolicyTransition)
class PolicyTransitionAdmin(KeptAdmin):
    list_display = ("slo", "becomes", "left", "at", "told_at", "last_error")
    search_fields = ("slo",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @display(description="became")
    def becomes(self, row: PolicyTransition) -> SafeString:
        return label(row.state, _COLOURS[row.state])

    @display(description="budget left")
    def left(self, row: PolicyTransition) -> str:
        return percent(Fraction(row.remaining))
