"""Pages, the API and the webhooks of the reliability app; the project says under which path."""

from django.urls import URLPattern, URLResolver, path

from reliability.api.alertmanager_webhook import alertmanager_webhook

app_name = "reliability"
urlpatterns: list[URLPattern | URLResolver] = [
    path("alertmanager/webhook", alertmanager_webhook, name="alertmanager-webhook"),
]
