"""The project as a Django app: it holds the commands, and importing it makes our Celery app the current one."""

from typing import Final

from django.apps import AppConfig

from marketplace.celery_app import app

CELERY_APP: Final = app


class MarketplaceConfig(AppConfig):
    name = "marketplace"
    label = "marketplace"
