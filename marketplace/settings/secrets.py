"""The secrets, by profile: made on first use for one machine, demanded in production."""

import hmac
import json
import os
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.core.exceptions import ImproperlyConfigured

from marketplace.settings.environment import Environment

SHORTEST_SECRET: Final = 32
DEVELOPMENT_MARK: Final = "insecure-"
"""Secrets for tests and examples start with it; production refuses them."""
_WEBHOOK: Final = b"alertmanager webhook"
_REPORTS: Final = b"report signing"


@dataclass(frozen=True, slots=True)
class Secrets:
    secret_key: str
    access_token_key: str
    internal_token_key: str
    alertmanager_webhook_token: str
    report_signing_key: str


def demanded_secrets(environment: Environment) -> Secrets:
    """Return the secrets of the environment; raise ImproperlyConfigured naming all that are missing or unfit."""
    given = {
        "SECRET_KEY": environment.secret_key or "",
        "ACCESS_TOKEN_KEY": environment.access_token_key or "",
        "INTERNAL_TOKEN_KEY": environment.internal_token_key or "",
        "ALERTMANAGER_WEBHOOK_TOKEN": environment.alertmanager_webhook_token or "",
        "REPORT_SIGNING_KEY": environment.report_signing_key or "",
    }
    unfit = [
        name
        for name, value in given.items()
        if len(value) < SHORTEST_SECRET or value.startswith(DEVELOPMENT_MARK) or list(given.values()).count(value) > 1
    ]
    if unfit:
        msg = (
            f"Set {', '.join(unfit)}: production needs for each a random secret of its own of at least "
            f"{SHORTEST_SECRET} characters, e.g. from `python -c 'import secrets; print(secrets.token_urlsafe(48))'`."
        )
        raise ImproperlyConfigured(msg)
    return Secrets(**{name.lower(): value for name, value in given.items()})


def local_secrets(environment: Environment) -> Secrets:
    """Return the secrets of the environment, and for those not set the ones of this machine in DATA_DIR.

    The webhook's token and the reports' key follow from `secret_key`, so that every process of this machine has the
    same.
    """
    stored = _stored_secrets(environment.data_dir / "secrets.json")
    secret_key = environment.secret_key or stored["secret_key"]
    return Secrets(
        secret_key,
        environment.access_token_key or stored["access_token_key"],
        environment.internal_token_key or stored["internal_token_key"],
        environment.alertmanager_webhook_token or hmac.digest(secret_key.encode(), _WEBHOOK, "sha256").hex(),
        environment.report_signing_key or hmac.digest(secret_key.encode(), _REPORTS, "sha256").hex(),
    )


def _stored_secrets(path: Path) -> dict[str, str]:
    """Read the file; make it, readable by its owner only, if there is none.

    Several processes may start at once: each writes a file of its own and links it into place, which only the first
    one can.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        made = {name: secrets.token_urlsafe(48) for name in ("secret_key", "access_token_key", "internal_token_key")}
        descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.")
        with os.fdopen(descriptor, "w") as file:
            json.dump(made, file)
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            Path(draft).unlink()
    stored: dict[str, str] = json.loads(path.read_text())
    return stored
