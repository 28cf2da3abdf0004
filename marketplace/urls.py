"""What Django answers: the admin and the identity service. All else is the gateway's (see `asgi.py`)."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    path("", RedirectView.as_view(url="/explorer")),
    path("admin/", admin.site.urls),
    path("identity/", include("marketplace.identity.urls")),
    path("reliability/", include("reliability.urls")),
]
