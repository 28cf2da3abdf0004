"""Resources that any test may ask for. Data is made in the test's own body, by `tests/factories`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from hypothesis import settings

from tests.harness.requirements import skip_or_fail
from tests.harness.services import ServiceMissingError, redis

settings.register_profile("thorough", settings.get_profile("default"))
settings.register_profile("ci", derandomize=True)
if os.environ.get("REQUIRE_SERVICES") == "1":
    settings.load_profile("ci")  # the same commit, the same examples; elsewhere every run draws others


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the expected texts of tests/golden anew")


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A Redis server: the run's own when there is one, else one for this session."""
    given = os.environ.get("REDIS_URL")
    with ExitStack() as stack:
        if given:
            yield given
            return
        try:
            url = stack.enter_context(redis())
        except ServiceMissingError as missing:
            skip_or_fail(missing)
        yield url
