"""Signals that must keep coming."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.decorators import display

from reliability.admin.on_call_page import OnCallAdmin, label
from reliability.models import Heartbeat


@admin.register(Heartbeat)
class HeartbeatAdmin(OnCallAdmin):
    list_display = ("name", "state", "heard_at", "silent_after")
    search_fields = ("name",)
    fields = (("name", "silent_after"), "heard_at")
    readonly_fields = ("heard_at",)

    def save_model(self, request: HttpRequest, obj: Heartbeat, form: object, change: object) -> None:
        """Count a new one's silence from now on."""
        if not change:
            obj.heard_at = timezone.now()
        super().save_model(request, obj, form, change)

    @display(description="state")
    def state(self, heartbeat: Heartbeat) -> SafeString:
        return label("silent", "danger") if heartbeat.silent_since else label("heard", "success")
