"""A backtest says of each minute what Prometheus does with the rules of the same SLO."""

from __future__ import annotations

import subprocess
import time
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any

import pytest

from reliability.errors import MeasurementError
from reliability.prometheus import Prometheus
from reliability.rules import RuleSettings, build_rules
from reliability.rules.backtesting.backtest import backtest
from reliability.rules.backtesting.counts import MinuteCounts
from reliability.rules.backtesting.measure import measure_minutes
from reliability.slo.model import duration_text
from reliability.slo.spec import parse_service
from reliability.stack import ProgramMissingError, PrometheusServer
from tests.harness.monitoring import prometheus_process
from tests.harness.processes import free_port
from tests.harness.promtool import run_tests
from tests.harness.requirements import skip_or_fail
from tests.harness.services import ServiceMissingError, find_promtool

MINUTES = 240
WARM_UP = 125
"""From then on every window is full: before, `increase` has less than its window to look at."""
SPECIFICATION = """\
version: holdfast/v1
service: shop
slos:
  - name: availability
    description: Orders are taken.
    objective: 99
    window: 30d
    indicator:
      availability: {bad: errors_total, total: requests_total}
    alerting:
      minimum_events: 3000
      absent_after: never
      burn_rates:
        - {severity: page, budget: 2%, long: 1h, short: 5m}
        - {severity: ticket, budget: 1%, long: 2h, short: 30m, for: 4m}
"""


def scenario() -> MinuteCounts:
    """Two hours without a fault, then a short one, silence, a long slight one, and too little traffic to page."""
    random, bad, total = Random(3), [], []
    for minute in range(MINUTES):
        events = random.randint(80, 120) if minute < 200 else 5
        share = {130: 0.9, 131: 0.9, 132: 0.6}.get(minute, 0.0) if minute < 150 else 0.0
        if 132 < minute < 150:
            share = 0.5
        if minute >= 215:
            share = 1.0
        total.append(events)
        bad.append(round(events * share))
    return MinuteCounts(0, bad, total)


def test_each_minute_is_as_promtool_says(tmp_path: Path) -> None:
    try:
        find_promtool()
    except ServiceMissingError as missing:
        skip_or_fail(missing)
    service, counts = parse_service(SPECIFICATION, tmp_path / "shop.yaml"), scenario()
    (slo,) = service.slos
    found = backtest(slo, counts)
    expected: dict[int, list[str]] = {}
    for fired in found.fired:
        for minute in range(fired.firing.first, fired.firing.last):
            expected.setdefault(minute + 1, []).append(duration_text(fired.firing.tier.long))
    fired_minutes = {long: sum(long in at for at in expected.values()) for long in ("1h", "2h")}
    assert all(5 < minutes < MINUTES - WARM_UP for minutes in fired_minutes.values()), fired_minutes
    rules = build_rules(service, RuleSettings())
    tests: dict[str, Any] = {
        "evaluation_interval": "30s",
        "group_eval_order": [group.name for group in rules.groups],
        "tests": [
            {
                "interval": "1m",
                "input_series": [
                    {"series": name, "values": " ".join(map(str, [0, *accumulate(values)]))}
                    for name, values in (("errors_total", counts.bad), ("requests_total", counts.total))
                ],
                "promql_expr_test": [
                    {
                        "expr": 'count by (long_window) (ALERTS{alertstate="firing"})',
                        "eval_time": f"{minute}m",
                        "exp_samples": [
                            {"labels": f'{{long_window="{long}"}}', "value": 1} for long in expected.get(minute, [])
                        ],
                    }
                    for minute in range(WARM_UP, MINUTES + 1)
                ],
            }
        ],
    }
    assert run_tests(tmp_path, rules, tests) == ""


def test_minutes_are_read_from_prometheus(tmp_path: Path) -> None:
    """Scraped every quarter of a minute, at a steady rate within each minute, they are exact."""
    counts = day_before(minutes=90)
    server = PrometheusServer(folder=tmp_path / "prometheus", port=free_port(), jobs=(), retention="30d")
    try:
        write_blocks(server.folder, counts)
        process = prometheus_process(server)
    except (ServiceMissingError, ProgramMissingError) as missing:
        skip_or_fail(missing)
    (slo,) = parse_service(SPECIFICATION, tmp_path / "shop.yaml").slos
    with process:
        prometheus = Prometheus(server.address)
        found = measure_minutes(slo, prometheus, start=counts.at(0), end=counts.at(len(counts)))
        with pytest.raises(MeasurementError, match="has no events of shop/availability in this time"):
            measure_minutes(slo, prometheus, start=counts.at(-200), end=counts.at(-100))
    assert found.start == counts.start
    assert found.total[1:] == counts.total[1:]
    assert found.bad[1:] == counts.bad[1:]


def day_before(*, minutes: int) -> MinuteCounts:
    yesterday = int(time.time()) // 60 * 60 - 86_400
    random = Random(5)
    total = [4 * random.randint(10, 30) for _ in range(minutes)]
    return MinuteCounts(yesterday, [4 * (minute % 9) for minute in range(minutes)], total)


def write_blocks(folder: Path, counts: MinuteCounts) -> None:
    """Samples every 15 seconds, as OpenMetrics, made to blocks by promtool. Raises ServiceMissingError."""
    lines = []
    for metric, values in (("errors_total", counts.bad), ("requests_total", counts.total)):
        lines.append(f"# TYPE {metric.removesuffix('_total')} counter")
        quarters = accumulate([0, *(value // 4 for value in values for _ in range(4))])
        lines += [f"{metric} {value} {counts.start + index * 15}" for index, value in enumerate(quarters)]
    source = folder / "samples.txt"
    folder.mkdir()
    source.write_text("\n".join([*lines, "# EOF", ""]), encoding="utf-8")
    command = [str(find_promtool()), "tsdb", "create-blocks-from", "openmetrics", str(source), str(folder / "data")]
    subprocess.run(command, check=True, capture_output=True)
