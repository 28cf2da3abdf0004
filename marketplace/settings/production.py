"""Real servers behind a proxy that ends TLS. Refuses to start without its secrets, database, Redis and hosts."""

from django.core.exceptions import ImproperlyConfigured

from marketplace.settings.back_office import *
from marketplace.settings.background_jobs import *
from marketplace.settings.base import *
from marketplace.settings.environment import ENVIRONMENT, Environment
from marketplace.settings.gateway import *
from marketplace.settings.observability import *
from marketplace.settings.reliability import *
from marketplace.settings.secrets import demanded_secrets

_missing = [
    name
    for name, value in {
        "DATABASE_URL": ENVIRONMENT.database_url,
        "REDIS_URL": ENVIRONMENT.redis_url,
        "ALLOWED_HOSTS": ENVIRONMENT.allowed_hosts != Environment().allowed_hosts,
    }.items()
    if not value
]
if _missing:
    _message = f"Set {', '.join(_missing)}: production has no defaults for them."
    raise ImproperlyConfigured(_message)
if ENVIRONMENT.debug:
    _message = "Unset DEBUG: production never shows debug pages."
    raise ImproperlyConfigured(_message)

_secrets = demanded_secrets(ENVIRONMENT)
SECRET_KEY = _secrets.secret_key
ACCESS_TOKEN_KEY = _secrets.access_token_key
INTERNAL_TOKEN_KEY = _secrets.internal_token_key
RELIABILITY_ALERTMANAGER_TOKEN = _secrets.alertmanager_webhook_token
RELIABILITY_REPORT_SIGNING_KEY = _secrets.report_signing_key

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
WHITENOISE_USE_FINDERS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
