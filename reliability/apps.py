from django.apps import AppConfig


class ReliabilityConfig(AppConfig):
    name = "reliability"
    label = "reliability"
    default_auto_field = "django.db.models.BigAutoField"
