from django.apps import AppConfig


class BackOfficeConfig(AppConfig):
    """Stands before the theme in INSTALLED_APPS, for its landing page takes the place of the theme's."""

    name = "marketplace.back_office"
    label = "back_office"
