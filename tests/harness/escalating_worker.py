"""A worker that does nothing but escalate, until it is stopped: `python -m tests.harness.escalating_worker [AHEAD]`.

Its clock is AHEAD seconds ahead, so that nobody has to wait for what takes a minute.
"""

from __future__ import annotations

import os
import sys
import time
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings.embedded")
django.setup()

from django.utils import timezone  # noqa: E402 - Django has to be set up first

from reliability.alerting.services.escalate import escalate  # noqa: E402


def main(ahead: timedelta) -> None:
    print("ready.", flush=True)
    while True:
        if not escalate(now=timezone.now() + ahead):
            time.sleep(0.02)


if __name__ == "__main__":
    main(timedelta(seconds=float(sys.argv[1]) if len(sys.argv) > 1 else 0))
