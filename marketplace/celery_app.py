"""The Celery application: `celery -A marketplace.celery_app worker --beat`."""

import os

from celery import Celery
from django.conf import settings

from marketplace.common.folder_broker import register
from reliability.telemetry.job_processes import measure_jobs

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings.embedded")

register()
app = Celery("holdfast")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.set_default()
measure_jobs(app, lambda: int(settings.METRICS_PORT))
