"""Pages, the API and the webhooks of the reliability app; the project says under which path."""

from django.urls import URLPattern, URLResolver, path

from reliability.api.alert_groups import act_on_alert_group, beat, list_alert_groups, show_alert_group, show_on_call
from reliability.api.alert_link import alert_link
from reliability.api.alertmanager_webhook import alertmanager_webhook

app_name = "reliability"
urlpatterns: list[URLPattern | URLResolver] = [
    path("alertmanager/webhook", alertmanager_webhook, name="alertmanager-webhook"),
    path("alerts/<str:signed>", alert_link, name="alert-link"),
    path("api/alert-groups", list_alert_groups, name="alert-groups"),
    path("api/alert-groups/<int:group_id>", show_alert_group, name="alert-group"),
    *(
        path(f"api/alert-groups/<int:group_id>/{action}", act_on_alert_group, {"action": action}, name=f"{action}-group")
        for action in ("acknowledge", "resolve", "snooze")
    ),
    path("api/on-call", show_on_call, name="on-call"),
    path("api/heartbeats/<str:name>", beat, name="heartbeat"),
]
