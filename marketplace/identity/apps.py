from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "marketplace.identity"
    label = "identity"
    verbose_name = "Identity"
