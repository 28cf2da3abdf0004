"""What a test does when the machine lacks a program."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def skip_or_fail(reason: Exception) -> NoReturn:
    """A visible skip whose text names the remedy; a failure where REQUIRE_SERVICES=1."""
    if os.environ.get("REQUIRE_SERVICES") == "1":
        pytest.fail(str(reason))
    pytest.skip(str(reason))
