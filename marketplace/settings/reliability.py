"""What the project hands to the reliability app. Its settings begin with RELIABILITY_."""

from marketplace.settings.environment import ENVIRONMENT, PROJECT_ROOT

RELIABILITY_DOCUMENTS = PROJECT_ROOT
"""The folder of `alerts/` and `dashboards/`."""
RELIABILITY_SLO_FILES = ENVIRONMENT.slo_files
"""Empty: those that come with the app."""
RELIABILITY_METRIC_SOURCES = {
    "queues": "reliability.telemetry.queues.read_queues",
    "outbox": "marketplace.common.outbox_backlog.read_backlog",
    "business": "marketplace.back_office.key_figures.read_key_figures",
}
"""What the web process shows of that which all processes share: see `reliability/telemetry/sources.py`."""
RELIABILITY_ALERTMANAGER_TOKEN: str
"""What the webhook must bring: a profile sets it."""
RELIABILITY_REPORT_SIGNING_KEY: str
"""What reports are signed with: a profile sets it."""
RELIABILITY_API_TOKEN = ENVIRONMENT.on_call_api_token or ""
"""Empty: nobody may use the API."""
RELIABILITY_PUBLIC_ADDRESS = (ENVIRONMENT.public_address or f"http://{ENVIRONMENT.host}:{ENVIRONMENT.port}").rstrip("/")
RELIABILITY_PROMETHEUS_URL = ENVIRONMENT.prometheus_url
RELIABILITY_METRICS_ENDPOINTS = ENVIRONMENT.reliability_metrics_endpoints
RELIABILITY_BUDGET_API_TOKEN = ENVIRONMENT.reliability_api_token or ""
RELIABILITY_BUDGET_WEBHOOK_URL = ENVIRONMENT.budget_webhook_url
RELIABILITY_BUDGET_WEBHOOK_SECRET = ENVIRONMENT.budget_webhook_secret
RELIABILITY_BUDGET_RETENTION_DAYS = ENVIRONMENT.budget_retention_days
