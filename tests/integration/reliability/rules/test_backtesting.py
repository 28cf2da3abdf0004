"""A backtest says of each minute what Prometheus does with the rules of the same SLO."""

from __future__ import annotations

from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any

from reliability.rules import RuleSettings, build_rules
from reliability.rules.backtesting.backtest import backtest
from reliability.rules.backtesting.counts import MinuteCounts
from reliability.slo.model import duration_text
from reliability.slo.spec import parse_service
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
    tests: dict[str, Any] = {
        "evaluation_interval": "30s",
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
    assert run_tests(tmp_path, build_rules(service, RuleSettings()), tests) == ""
