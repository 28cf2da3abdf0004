"""Settings are read when a process starts, so each test starts one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from secrets import token_urlsafe

import pytest

ROOT = Path(__file__).resolve().parents[4]
COMPLETE = {
    "DJANGO_SETTINGS_MODULE": "marketplace.settings.production",
    "DATABASE_URL": "postgres://user@localhost/holdfast",
    "REDIS_URL": "redis://localhost:6379/0",
    "ALLOWED_HOSTS": "shop.example",
    "SECRET_KEY": token_urlsafe(48),
    "ACCESS_TOKEN_KEY": token_urlsafe(48),
    "INTERNAL_TOKEN_KEY": token_urlsafe(48),
    "ALERTMANAGER_WEBHOOK_TOKEN": token_urlsafe(48),
    "REPORT_SIGNING_KEY": token_urlsafe(48),
}


def check(tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env={**inherited, "DATA_DIR": str(tmp_path), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_production_starts_when_all_is_set_and_passes_djangos_deployment_checks(tmp_path):
    result = check(tmp_path, **COMPLETE)
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"DATABASE_URL": "", "REDIS_URL": ""}, "Set DATABASE_URL, REDIS_URL:"),
        ({"ALLOWED_HOSTS": ""}, "Set ALLOWED_HOSTS:"),
        ({"INTERNAL_TOKEN_KEY": ""}, "Set INTERNAL_TOKEN_KEY:"),
        ({"ALERTMANAGER_WEBHOOK_TOKEN": ""}, "Set ALERTMANAGER_WEBHOOK_TOKEN:"),
        ({"REPORT_SIGNING_KEY": ""}, "Set REPORT_SIGNING_KEY:"),
        ({"SECRET_KEY": "insecure-secret-key-of-the-tests-0123456789"}, "Set SECRET_KEY:"),
        ({"DEBUG": "1"}, "Unset DEBUG:"),
        ({"PORT": "http"}, "PORT='http' cannot be read"),
    ],
)
def test_production_refuses_to_start_with_one_line_that_says_what_to_set(tmp_path, change, line):
    result = check(tmp_path, **(COMPLETE | change))
    assert result.returncode != 0
    last = result.stderr.strip().splitlines()[-1]
    assert line in last


def test_the_embedded_profile_needs_nothing(tmp_path):
    result = check(tmp_path, DJANGO_SETTINGS_MODULE="marketplace.settings.embedded")
    assert "cannot" not in result.stderr
    assert (tmp_path / "secrets.json").exists()
