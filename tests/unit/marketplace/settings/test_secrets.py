from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from marketplace.settings.environment import Environment
from marketplace.settings.secrets import demanded_secrets, local_secrets

GOOD: dict[str, Any] = {
    "secret_key": "a" * 32,
    "access_token_key": "b" * 32,
    "internal_token_key": "c" * 32,
    "alertmanager_webhook_token": "d" * 32,
    "report_signing_key": "e" * 32,
}


def test_good_secrets_are_taken():
    secrets = demanded_secrets(Environment(**GOOD))
    assert secrets.internal_token_key == "c" * 32


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"secret_key": None}, "Set SECRET_KEY:"),
        ({"access_token_key": "short"}, "Set ACCESS_TOKEN_KEY:"),
        ({"internal_token_key": "insecure-" + "x" * 40}, "Set INTERNAL_TOKEN_KEY:"),
        ({"access_token_key": "a" * 32}, "Set SECRET_KEY, ACCESS_TOKEN_KEY:"),
        ({"report_signing_key": "d" * 32}, "Set ALERTMANAGER_WEBHOOK_TOKEN, REPORT_SIGNING_KEY:"),
        (dict.fromkeys(GOOD), f"Set {', '.join(name.upper() for name in GOOD)}:"),
    ],
)
def test_missing_weak_known_and_repeated_secrets_are_refused_by_name(change, named):
    with pytest.raises(ImproperlyConfigured) as refusal:
        demanded_secrets(Environment(**(GOOD | change)))
    assert str(refusal.value).startswith(named)
    assert "\n" not in str(refusal.value)


def test_a_machine_keeps_its_secrets(tmp_path):
    first = local_secrets(Environment(data_dir=tmp_path))
    assert local_secrets(Environment(data_dir=tmp_path)) == first
    assert len(set(astuple(first))) == len(GOOD)
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secrets.json"]


def test_a_secret_of_the_environment_goes_first(tmp_path):
    assert local_secrets(Environment(data_dir=tmp_path, secret_key="s" * 40)).secret_key == "s" * 40


def test_processes_that_start_at_once_agree(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: local_secrets(Environment(data_dir=tmp_path / "new")), range(16)))
    assert len(set(found)) == 1
