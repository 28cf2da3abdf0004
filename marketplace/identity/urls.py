from django.urls import path

from marketplace.identity.views import TokenView

urlpatterns = [path("token", TokenView.as_view(), name="token")]
