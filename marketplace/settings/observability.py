"""Logs: one line each on standard error. What the gateway tells about itself."""

from marketplace.settings.environment import ENVIRONMENT

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": ENVIRONMENT.log_level.upper()},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        # Two lines a job, and some jobs come every few seconds: metrics count them, and failures are logged anyway.
        "celery.app.trace": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
    },
}

ADMIN_PORT = ENVIRONMENT.admin_port
ADMIN_TOKEN = ENVIRONMENT.admin_token or ""
METRICS = ENVIRONMENT.metrics
METRICS_PORT = ENVIRONMENT.metrics_port if METRICS else 0
ACCESS_LOG = ENVIRONMENT.access_log
ACCESS_LOG_FILE = ENVIRONMENT.access_log_file
"""None: standard output."""
