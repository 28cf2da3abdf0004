"""Three ways in which rules by means of ratios go wrong: Sloth's do, ours do not."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from reliability.rules import RuleFile, build_rules
from reliability.rules.sloth import build_sloth_rules
from reliability.slo.converting.sloth import SlothAlerting, SlothService, SlothSlo
from tests.harness.indicator_samples import service_of
from tests.harness.promtool import run_tests
from tests.harness.requirements import skip_or_fail
from tests.harness.services import ServiceMissingError, find_promtool
from tests.harness.slo_samples import availability

OURS = build_rules(service_of(availability("shop")))
SLOTHS = build_sloth_rules(
    [
        SlothService(
            service="shop",
            slos=(
                SlothSlo(
                    name="availability",
                    objective=Fraction("99.9"),
                    error_query='sum(rate(requests_total{service="shop",outcome="error"}[{{.window}}]))',
                    total_query='sum(rate(requests_total{service="shop"}[{{.window}}]))',
                    alerting=SlothAlerting(name="ShopAvailability"),
                ),
            ),
        )
    ],
    {},
    version="dev",
    mode="test",
)


@pytest.fixture(autouse=True, scope="module")
def _needs_promtool() -> None:
    try:
        find_promtool()
    except ServiceMissingError as missing:
        skip_or_fail(missing)


def failures(
    directory: Path, rules: RuleFile, *, good: str, bad: str, at: str, true: str, evaluated: str = "1m"
) -> str:
    """What promtool says where the expression has not one sample: where it is not true."""
    check: dict[str, Any] = {"expr": f"count({true})", "eval_time": at, "exp_samples": [{"labels": "{}", "value": 1}]}
    test = {
        "interval": "1m",
        "input_series": [
            {"series": 'requests_total{service="shop",outcome="ok"}', "values": good},
            {"series": 'requests_total{service="shop",outcome="error"}', "values": bad},
        ],
        "promql_expr_test": [check],
    }
    order = [group.name for group in rules.groups]
    document = {"evaluation_interval": evaluated, "group_eval_order": order, "tests": [test]}
    return run_tests(directory, rules, document)


def test_a_busy_day_outweighs_an_idle_one(tmp_path) -> None:
    """1 440 000 events, all good, then 144 in a day, all bad: 0.01 %, not half of them."""
    days = {"good": "0+1000x1440 1440000x1440", "bad": "0x1440 0+0.1x1440", "at": "48h", "evaluated": "15m"}
    ours = failures(tmp_path, OURS, **days, true="slo:error:ratio30d > 0.00009 and slo:error:ratio30d < 0.00011")
    assert ours == ""
    assert "FAILED" in failures(tmp_path, SLOTHS, **days, true="slo:sli_error:ratio_rate30d < 0.001")
    assert failures(tmp_path, SLOTHS, **days, true="slo:sli_error:ratio_rate30d > 0.4") == ""


def test_an_idle_interval_leaves_the_budget_a_number(tmp_path) -> None:
    idle = {"good": "0+10x60 600x15 610+10x60", "bad": "0x135", "at": "135m"}
    assert failures(tmp_path, OURS, **idle, true="slo:error_budget_remaining:ratio == 1") == ""
    assert "FAILED" in failures(tmp_path, SLOTHS, **idle, true="slo:period_error_budget_remaining:ratio == 1")


def test_one_failure_among_ten_requests_an_hour_pages_nobody(tmp_path) -> None:
    few = {"good": "0 " + "0x5 1x5 2x5 3x5 4x5 5x5 6x5 7x5 8x5 9x5", "bad": "0x55 1x10", "at": "57m"}
    silent = 'absent(ALERTS{{alertstate="firing",{label}="page"}})'
    assert failures(tmp_path, OURS, **few, true=silent.format(label="severity")) == ""
    assert "FAILED" in failures(tmp_path, SLOTHS, **few, true=silent.format(label="sloth_severity"))
