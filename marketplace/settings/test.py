"""Tests: fixed secrets, jobs kept in memory until a test runs them, quick password hashes."""

import os

from marketplace.settings.back_office import *
from marketplace.settings.background_jobs import *
from marketplace.settings.base import *
from marketplace.settings.gateway import *
from marketplace.settings.observability import *
from marketplace.settings.reliability import *

SECRET_KEY = "insecure-secret-key-of-the-tests-0123456789"
ACCESS_TOKEN_KEY = "insecure-access-token-key-of-the-tests-0123456789"
INTERNAL_TOKEN_KEY = "insecure-internal-token-key-of-the-tests-0123456789"
RELIABILITY_ALERTMANAGER_TOKEN = "insecure-webhook-token-of-the-tests-0123456789"
RELIABILITY_REPORT_SIGNING_KEY = "insecure-report-signing-key-of-the-tests-0123456789"
RELIABILITY_API_TOKEN = "insecure-api-token-of-the-tests-0123456789"

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file: in the database in memory that Django would make, writers of several threads fail instead of waiting.
    # One per process, so that two runs do not disturb each other.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / f"test-{os.getpid()}.sqlite3")}

DEMO_LOGINS = True
INTROSPECTION = True
GATEWAY_REDIS_URL = None
"""What one test keeps, the next must not find."""
ADMIN_PORT = 0
METRICS_PORT = 0
METRICS = False
ACCESS_LOG = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {}
WHITENOISE_AUTOREFRESH = True
