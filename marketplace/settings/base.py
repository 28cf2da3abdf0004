"""Django itself: apps, middleware, database, cache, templates, files. The same in every profile."""

from typing import Any, Final

import dj_database_url

from marketplace.settings.environment import ENVIRONMENT, allow_orm_on_event_loops

allow_orm_on_event_loops()
SILENCED_SYSTEM_CHECKS = ["async.E001"]  # ... which this check of deployments warns of

DEBUG = ENVIRONMENT.debug
ALLOWED_HOSTS = list(ENVIRONMENT.allowed_hosts)
CSRF_TRUSTED_ORIGINS = list(ENVIRONMENT.trusted_origins)
ROOT_URLCONF = "marketplace.urls"
DATA_DIR = ENVIRONMENT.data_dir

INSTALLED_APPS = [
    "marketplace.back_office",
    "unfold",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "strawberry_django",
    "marketplace",
    "marketplace.common",
    "marketplace.identity",
    "marketplace.subgraphs.users",
    "marketplace.subgraphs.offers",
    "marketplace.subgraphs.reviews",
    "reliability",
]
MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

AUTH_USER_MODEL = "users.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "admin:login"

# IMMEDIATE takes the write lock when a transaction begins: a transaction that first reads and then writes cannot be
# refused half-way with "database is locked", it waits its turn at the start.
SQLITE_OPTIONS: Final = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA temp_store=MEMORY; "
    "PRAGMA cache_size=-32000; PRAGMA mmap_size=134217728",
}


def database(url: str) -> dict[str, Any]:
    """Return Django's settings for a database address, with connections kept by each thread."""
    settings: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=None, conn_health_checks=True))
    if settings["ENGINE"] == "django.db.backends.sqlite3":
        settings["OPTIONS"] = SQLITE_OPTIONS | settings.get("OPTIONS", {})
    return settings


DATA_DIR.mkdir(parents=True, exist_ok=True)
DATABASES = {"default": database(ENVIRONMENT.database_url or f"sqlite:///{DATA_DIR / 'marketplace.sqlite3'}")}
DEMO_LOGINS = False
"""Whether `seed` may make logins with a well-known password, and delete everything: never beside real data."""
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {"BACKEND": "django_prometheus.cache.backends.redis.RedisCache", "LOCATION": ENVIRONMENT.redis_url}
    if ENVIRONMENT.redis_url
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
WHITENOISE_USE_FINDERS = True

RATE_LIMIT_STORAGE = ENVIRONMENT.redis_url or "memory://"
FORWARDED_HOPS = ENVIRONMENT.forwarded_hops
ACCESS_TOKEN_SECONDS = ENVIRONMENT.access_token_seconds
