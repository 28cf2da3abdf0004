"""What fires, and what has been done about it."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, Final

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.decorators import action, display
from unfold.enums import ActionVariant
from unfold.forms import BaseDialogForm
from unfold.widgets import UnfoldAdminSelectWidget

from reliability.admin.on_call_page import Colour, OnCallAdmin, label
from reliability.alerting.errors import OnCallError
from reliability.alerting.notifications.links import runbook_of
from reliability.alerting.services.acknowledge_group import acknowledge_group
from reliability.alerting.services.resolve_group import resolve_group
from reliability.alerting.services.snooze_group import snooze_group
from reliability.conventions import GroupStatus, SloLabel
from reliability.models import Alert, AlertGroup, TimelineEntry

OPEN: Final = "open"
ALL: Final = "all"
_COLOURS: Final[dict[str, Colour]] = {
    GroupStatus.FIRING: "danger",
    GroupStatus.ACKNOWLEDGED: "info",
    GroupStatus.SNOOZED: "warning",
    GroupStatus.RESOLVED: "success",
}
_SHOWN_ENTRIES: Final = 200


def firing_badge(_request: HttpRequest) -> str:
    """Return the number beside the alert groups in the sidebar; nothing when none fires."""
    return str(AlertGroup.objects.filter(status=GroupStatus.FIRING).count() or "")


class ConfirmForm(BaseDialogForm):
    """Nothing to fill in: it makes the action a POST."""


class SnoozeForm(BaseDialogForm):
    minutes = forms.TypedChoiceField(
        label="For",
        coerce=int,
        choices=[(30, "30 minutes"), (60, "1 hour"), (240, "4 hours"), (720, "12 hours"), (1440, "1 day")],
        widget=UnfoldAdminSelectWidget,
    )


class StatusFilter(admin.SimpleListFilter):
    """Opens on the groups that are not resolved."""

    title = "status"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(OPEN, "Open"), *((status.value, status.value.capitalize()) for status in GroupStatus), (ALL, "All")]

    def value(self) -> str:
        return str(super().value() or OPEN)

    def choices(self, changelist: Any) -> Iterator[Any]:
        """Yield the choices without Django's own "All"."""
        for value, text in self.lookup_choices:
            query = changelist.get_query_string({self.parameter_name: value})
            yield {"selected": self.value() == value, "query_string": query, "display": text}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == ALL:
            return queryset
        if self.value() == OPEN:
            return queryset.exclude(status=GroupStatus.RESOLVED)
        return queryset.filter(status=self.value())


@admin.register(AlertGroup)
class AlertGroupAdmin(OnCallAdmin):
    """Groups are made by alerts, and changed by acknowledging, snoozing and resolving only."""

    list_display = ("state", "what", "alerts_firing", "policy_name", "opened_at", "next_step", "handled_by")
    list_display_links = ("what",)
    list_filter = (StatusFilter,)
    search_fields = ("title", "key")
    ordering = ("-opened_at", "-pk")
    actions = ("acknowledge_marked", "resolve_marked")
    actions_detail = ("acknowledge", "snooze", "resolve")
    readonly_fields = (
        "state",
        "label_list",
        "handled_by",
        "policy_name",
        "next_step",
        "links",
    )
    change_form_after_template = "reliability/on_call/alerts_and_timeline.html"
    fieldsets = (
        (None, {"fields": (("state", "handled_by"), "label_list", "links")}),
        ("Escalation", {"fields": (("policy_name", "next_step"), ("opened_at", "resolved_at", "snoozed_until"))}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[AlertGroup]:
        rows: QuerySet[AlertGroup] = super().get_queryset(request)
        return rows.annotate(firing_count=Count("alerts", filter=Q(alerts__firing=True)))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Show the alerts and the timeline below the group."""
        group_id = int(object_id) if object_id.isdigit() else None
        context = {
            "alerts": Alert.objects.filter(group=group_id)[:_SHOWN_ENTRIES],
            "entries": TimelineEntry.objects.filter(group=group_id).order_by("-pk")[:_SHOWN_ENTRIES],
        }
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **context})

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_act_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return bool(request.user.has_perm("reliability.change_alertgroup"))

    @admin.action(description="Acknowledge", permissions=["act"])
    def acknowledge_marked(self, request: HttpRequest, queryset: QuerySet[AlertGroup]) -> None:
        self._act(request, list(queryset), acknowledge_group, "acknowledged")

    @admin.action(description="Resolve", permissions=["act"])
    def resolve_marked(self, request: HttpRequest, queryset: QuerySet[AlertGroup]) -> None:
        self._act(request, list(queryset), resolve_group, "resolved")

    @action(
        description="Acknowledge",
        permissions=["act"],
        icon="front_hand",
        variant=ActionVariant.PRIMARY,
        dialog={
            "title": "Acknowledge: you look after it, and nobody else is told",
            "form_class": ConfirmForm,
            "form_submit_text": "Acknowledge",
        },
    )
    def acknowledge(self, request: HttpRequest, form: forms.Form, object_id: str) -> HttpResponse:
        return self._act_on_shown(request, object_id, acknowledge_group, "acknowledged")

    @action(
        description="Snooze",
        permissions=["act"],
        icon="snooze",
        variant=ActionVariant.DEFAULT,
        dialog={
            "title": "Snooze: the escalation begins again afterwards",
            "form_class": SnoozeForm,
            "form_submit_text": "Snooze",
        },
    )
    def snooze(self, request: HttpRequest, form: forms.Form, object_id: str) -> HttpResponse:
        until = timezone.now() + timedelta(minutes=form.cleaned_data["minutes"])
        return self._act_on_shown(request, object_id, snooze_group, "snoozed", until=until)

    @action(
        description="Resolve",
        permissions=["act"],
        icon="check",
        variant=ActionVariant.SUCCESS,
        dialog={
            "title": "Resolve: it is over, and those who were told hear so",
            "form_class": ConfirmForm,
            "form_submit_text": "Resolve",
        },
    )
    def resolve(self, request: HttpRequest, form: forms.Form, object_id: str) -> HttpResponse:
        return self._act_on_shown(request, object_id, resolve_group, "resolved")

    def _act_on_shown(
        self, request: HttpRequest, object_id: str, act: Callable[..., object], done: str, **more: Any
    ) -> HttpResponse:
        self._act(request, list(AlertGroup.objects.filter(pk=object_id)), act, done, **more)
        address = reverse("admin:reliability_alertgroup_change", args=[object_id])
        return HttpResponse(headers={"HX-Redirect": address})

    def _act(
        self, request: HttpRequest, groups: list[AlertGroup], act: Callable[..., object], done: str, **more: Any
    ) -> None:
        """Act on each group; what one refuses is told, and does not stop the others."""
        for group in groups:
            try:
                act(group_id=group.pk, actor=str(request.user), now=timezone.now(), **more)
            except OnCallError as refusal:
                messages.error(request, str(refusal))
            else:
                self.log_change(request, group, done.capitalize())
                messages.success(request, f"{group}: {done}.")

    @display(description="status", ordering="status")
    def state(self, group: AlertGroup) -> SafeString:
        return label(group.status.capitalize(), _COLOURS[group.status])

    @display(description="what", ordering="title")
    def what(self, group: AlertGroup) -> SafeString:
        where = ", ".join(filter(None, (group.labels.get(name) for name in (SloLabel.SERVICE, SloLabel.SEVERITY))))
        return format_html('<b>{}</b><br><span class="on-call-faint">{}</span>', group.title, where)

    @display(description="firing", ordering="firing_count")
    def alerts_firing(self, group: Any) -> str:
        return str(group.firing_count or "-")

    @display(description="policy")
    def policy_name(self, group: AlertGroup) -> SafeString | str:
        return group.policy.get("name") or label("nobody is told", "danger")

    @display(description="next step", ordering="next_at")
    def next_step(self, group: AlertGroup) -> SafeString | str:
        if group.next_at is not None:
            return f"{timezone.localtime(group.next_at):%d %b, %H:%M:%S}"
        return label("no step left", "danger") if group.status == GroupStatus.FIRING else "-"

    @display(description="handled by")
    def handled_by(self, group: AlertGroup) -> str:
        return group.acknowledged_by or "-"

    @display(description="labels")
    def label_list(self, group: AlertGroup) -> SafeString:
        return render_to_string("reliability/on_call/labels.html", {"labels": group.labels})

    @display(description="links")
    def links(self, group: AlertGroup) -> SafeString:
        context = {"runbook": runbook_of(group), "description": group.annotations.get("description", "")}
        return render_to_string("reliability/on_call/group_links.html", context)
