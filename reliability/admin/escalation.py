"""Policies with their steps, the routes to them, and maintenance."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.admin import StackedInline
from unfold.decorators import display

from reliability.admin.checked_forms import MatchersForm, TimeZoneForm
from reliability.admin.on_call_page import OnCallAdmin, label
from reliability.models import AlertRoute, EscalationPolicy, EscalationStep, MaintenanceWindow


class StepInline(StackedInline):
    """Steps in their order: drag to change it. One of person, schedule and channel is filled in, as the target says."""

    model = EscalationStep
    form = TimeZoneForm
    fields = (
        "position",
        ("target", "wait"),
        ("person", "important"),
        ("schedule", "channel"),
        ("weekdays", "time_zone"),
        ("hours_from", "hours_until"),
        "outside_hours",
    )
    collapsible = True
    ordering_field = "position"
    hide_ordering_field = True
    autocomplete_fields = ("person", "schedule", "channel")
    extra = 0


@admin.register(EscalationPolicy)
class EscalationPolicyAdmin(OnCallAdmin):
    list_display = ("name", "step_list", "repeat", "default")
    search_fields = ("name",)
    inlines = (StepInline,)
    fields = ("name", "repeat", "is_default")

    @display(description="steps")
    def step_list(self, policy: EscalationPolicy) -> str:
        steps = policy.steps.select_related("person", "schedule", "channel")
        return " → ".join(str(step.person or step.schedule or step.channel) for step in steps) or "none"

    @display(description="default")
    def default(self, policy: EscalationPolicy) -> SafeString | str:
        return label("default", "info") if policy.is_default else ""


@admin.register(AlertRoute)
class AlertRouteAdmin(OnCallAdmin):
    """The gravest first: the first route that matches counts."""

    form = MatchersForm
    list_display = ("name", "matchers", "policy")
    list_select_related = ("policy",)
    ordering_field = "position"
    hide_ordering_field = True
    autocomplete_fields = ("policy",)
    fields = ("name", "matchers", "policy")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, str]:
        return {"matchers": 'severity="page"'}


@admin.register(MaintenanceWindow)
class MaintenanceWindowAdmin(OnCallAdmin):
    form = MatchersForm
    list_display = ("name", "state", "matchers", "starts_at", "ends_at", "reason")
    fields = ("name", "reason", "matchers", ("starts_at", "ends_at"))

    @display(description="state")
    def state(self, window: MaintenanceWindow) -> SafeString:
        now = timezone.now()
        if window.ends_at <= now:
            return label("over", "default")
        return label("now", "warning") if window.starts_at <= now else label("to come", "info")
