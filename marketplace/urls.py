"""What Django answers: the admin and the identity service. All else is the gateway's (see `asgi.py`)."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("identity/", include("marketplace.identity.urls")),
]
