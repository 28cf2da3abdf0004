"""Pages, the API and the webhooks of the reliability app; the project says under which path."""

from django.urls import URLPattern, URLResolver

app_name = "reliability"
urlpatterns: list[URLPattern | URLResolver] = []
