"""Rotas: layers, people who stand in, and a calendar that shows the gaps."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString
from unfold.admin import TabularInline
from unfold.decorators import display

from reliability.admin.checked_forms import TimeZoneForm
from reliability.admin.on_call_page import OnCallAdmin, label
from reliability.admin.who_is_on_call import calendar_of
from reliability.models import LayerMember, Schedule, ScheduleLayer, ScheduleOverride


class OverrideInline(TabularInline):
    model = ScheduleOverride
    verbose_name_plural = "people who stand in"
    fields = ("person", "starts_at", "ends_at", "reason")
    autocomplete_fields = ("person",)
    extra = 0
    per_page = 10


class LayerInline(TabularInline):
    """A layer's people are on its own page."""

    model = ScheduleLayer
    verbose_name_plural = "layers: a higher position goes before a lower one"
    fields = ("name", "position", "starts_on", "hand_over", "turn_length", "turn_unit", "people")
    readonly_fields = ("people",)
    extra = 0
    show_change_link = True

    @display(description="people")
    def people(self, layer: ScheduleLayer) -> str:
        members = LayerMember.objects.filter(layer_id=layer.pk).select_related("person")
        return ", ".join(str(member) for member in members) or "nobody yet: save, and open the layer"


@admin.register(Schedule)
class ScheduleAdmin(OnCallAdmin):
    form = TimeZoneForm
    list_display = ("name", "time_zone", "on_call_now", "gaps")
    search_fields = ("name",)
    fields = ("name", "time_zone", "tell_hand_overs")
    inlines = (LayerInline, OverrideInline)
    change_form_before_template = "reliability/on_call/calendar.html"

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Show the calendar above the form."""
        schedule = Schedule.objects.filter(pk=object_id).first() if object_id.isdigit() else None
        context = {"calendar": calendar_of(schedule)} if schedule else {}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **context})

    @display(description="on call now")
    def on_call_now(self, schedule: Schedule) -> SafeString | str:
        return calendar_of(schedule).person or label("nobody", "danger")

    @display(description="next 14 days")
    def gaps(self, schedule: Schedule) -> SafeString:
        hours = calendar_of(schedule).gap_hours
        return label(f"{hours:.0f} h without anybody", "danger") if hours else label("no gaps", "success")


class MemberInline(TabularInline):
    model = LayerMember
    verbose_name_plural = "people, in their turns"
    fields = ("position", "person")
    ordering_field = "position"
    hide_ordering_field = True
    autocomplete_fields = ("person",)
    extra = 0


@admin.register(ScheduleLayer)
class ScheduleLayerAdmin(OnCallAdmin):
    list_display = ("schedule", "name", "position", "turn_length", "turn_unit", "hand_over")
    list_display_links = ("name",)
    list_select_related = ("schedule",)
    autocomplete_fields = ("schedule",)
    inlines = (MemberInline,)
    fieldsets = (
        (None, {"fields": (("schedule", "name"), "position")}),
        ("Turns", {"fields": (("turn_length", "turn_unit"), "hand_over", ("starts_on", "ends_on"))}),
        ("Only in these hours", {"fields": ("weekdays", ("hours_from", "hours_until"))}),
    )
