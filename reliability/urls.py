"""Pages, the API and the webhooks of the reliability app; the project says under which path."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, path

from reliability.admin.who_is_on_call import who_is_on_call
from reliability.api.alert_groups import act_on_alert_group, beat, list_alert_groups, show_alert_group, show_on_call
from reliability.api.alert_link import alert_link
from reliability.api.alertmanager_webhook import alertmanager_webhook
from reliability.api.error_budgets import list_budgets, show_gate, tell_event
from reliability.reports.pages import archived_report, slo_detail, slo_download, slo_overview
from reliability.reports.runbook_page import runbook

app_name = "reliability"
urlpatterns: list[URLPattern | URLResolver] = [
    path("alertmanager/webhook", alertmanager_webhook, name="alertmanager-webhook"),
    path("on-call", admin.site.admin_view(who_is_on_call), name="who-is-on-call"),
    path("alerts/<str:signed>", alert_link, name="alert-link"),
    path("api/alert-groups", list_alert_groups, name="alert-groups"),
    path("api/alert-groups/<int:group_id>", show_alert_group, name="alert-group"),
    *(
        path(
            f"api/alert-groups/<int:group_id>/{action}", act_on_alert_group, {"action": action}, name=f"{action}-group"
        )
        for action in ("acknowledge", "resolve", "snooze")
    ),
    path("api/budgets", list_budgets, name="budgets"),
    path("api/gate", show_gate, name="gate"),
    path("api/events", tell_event, name="events"),
    path("api/on-call", show_on_call, name="on-call"),
    path("api/heartbeats/<str:name>", beat, name="heartbeat"),
    path("runbooks/<slug:name>.md", runbook, name="runbook"),
    path("slo/", slo_overview, name="slos"),
    path("slo/archive/<str:service>/<str:month>.<str:kind>", archived_report, name="slo-archive"),
    path("slo/<str:service>/<str:name>/", slo_detail, name="slo"),
    path("slo/<str:service>/<str:name>/report.<str:suffix>", slo_download, name="slo-download"),
]
