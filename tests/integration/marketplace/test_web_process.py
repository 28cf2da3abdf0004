"""A web process shows every series that promises are about from its first moment, so that no first event is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from marketplace.common.business_events import BusinessEvent
from marketplace.identity.sign_ins import SignInOutcome
from reliability.conventions import JobSeries, MarketplaceSeries
from tests.harness.deployment import SETTINGS, Data, gateway_process
from tests.harness.graphql_over_http import send
from tests.harness.processes import free_port

AT_ZERO = (
    *(f'{MarketplaceSeries.EVENTS}{{event="{event}"}} 0.0' for event in BusinessEvent),
    *(f'{MarketplaceSeries.SIGN_INS}{{outcome="{outcome}"}} 0.0' for outcome in SignInOutcome),
    f"{MarketplaceSeries.SIGN_IN_SECONDS}_count 0.0",
    f'{MarketplaceSeries.REVIEW_PUBLICATION}_count{{path="automatic"}} 0.0',
    f'{MarketplaceSeries.REVIEW_PUBLICATION}_count{{path="moderated"}} 0.0',
    f'{MarketplaceSeries.OUTBOX_OLDEST}{{subscriber="reviews.close_author"}} 0.0',
    f'{JobSeries.SENT}{{name="common.sweep_outbox",queue_name="default"}} 0.0',
    f'{JobSeries.QUEUE_LENGTH}{{queue_name="high"}} 0.0',
    f"{MarketplaceSeries.USERS} 0.0",
    'django_migrations_unapplied_total{connection="default"} 0.0',
)


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    directory: Path = tmp_path_factory.mktemp("web")
    data = Data(directory, {**SETTINGS, "DATA_DIR": str(directory)})
    data.manage("migrate", "--verbosity", "0")
    port = free_port()
    with gateway_process(data, {"ADMIN_PORT": str(port)}, "web"):
        return send(f"http://127.0.0.1:{port}/metrics/marketplace", method="GET").body.decode().splitlines()


@pytest.mark.parametrize("line", AT_ZERO)
def test_it_begins_at_zero(shown: list[str], line: str) -> None:
    assert line in shown


def test_every_source_can_be_read(shown: list[str]) -> None:
    failures = [line for line in shown if line.startswith("holdfast_telemetry_source_failures_total{")]
    assert len(failures) >= 3
    assert all(line.endswith(" 0.0") for line in failures)
