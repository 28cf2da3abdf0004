"""Rules of every kind of indicator before promtool: their form, and the tests that are made of the SLO."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from reliability.rules import Intervals, RuleSettings, build_heartbeat, build_rules
from reliability.rules.testing import build_tests
from reliability.slo.model import GOOGLE_TIERS, Alerting
from tests.harness.indicator_samples import sample, samples, service_of
from tests.harness.promtool import check_rules, run_tests
from tests.harness.requirements import skip_or_fail
from tests.harness.services import ServiceMissingError, find_promtool
from tests.harness.slo_samples import availability

PAGE, TICKET = GOOGLE_TIERS[0], GOOGLE_TIERS[2]


@pytest.fixture(autouse=True, scope="module")
def _needs_promtool() -> None:
    try:
        find_promtool()
    except ServiceMissingError as missing:
        skip_or_fail(missing)


@pytest.mark.parametrize("slo", samples().values(), ids=samples())
def test_rules_pass_promtool_and_its_lints(slo, tmp_path) -> None:
    assert check_rules(tmp_path, build_rules(service_of(slo))) == ""


def test_the_heartbeat_is_a_rule(tmp_path) -> None:
    assert check_rules(tmp_path, build_heartbeat()) == ""


@pytest.mark.parametrize("name", ["bad-total", "latency", "freshness", "composite", "timeslices", "grouped"])
def test_an_slo_passes_its_own_tests(name, tmp_path) -> None:
    service = service_of(replace(samples()[name], alerting=Alerting(tiers=(PAGE,))))
    assert run_tests(tmp_path, build_rules(service), build_tests(service)) == ""


def test_a_tier_that_holds_fires_as_much_later(tmp_path) -> None:
    service = service_of(sample("bad-total", alerting=Alerting(tiers=(replace(PAGE, hold=120),), absent_after=None)))
    assert run_tests(tmp_path, build_rules(service), build_tests(service, healthy_for=PAGE.long)) == ""


def test_a_ticket_is_made_in_time(tmp_path) -> None:
    service = service_of(sample("good-total", alerting=Alerting(tiers=(TICKET,), absent_after=None)))
    assert run_tests(tmp_path, build_rules(service), build_tests(service)) == ""


def test_long_windows_have_their_length(tmp_path) -> None:
    """With an interval of five minutes, a day is few enough samples for promtool."""
    settings = RuleSettings(intervals=Intervals(short=300, long=300))
    service = service_of(sample("good-total", alerting=Alerting(tiers=(TICKET,), absent_after=None)))
    tests = build_tests(service, settings, healthy_for=TICKET.long)
    assert run_tests(tmp_path, build_rules(service, settings), tests) == ""


@pytest.mark.parametrize(
    "changes",
    [
        {"objective": Fraction(998, 1000)},
        {"alerting": Alerting(tiers=(replace(PAGE, long=2 * PAGE.long),))},
        {"alerting": Alerting(tiers=(PAGE,), minimum_events=1)},
        {"alerting": Alerting(tiers=(PAGE,), absent_after=3_600)},
    ],
    ids=["objective", "window", "gate", "absence"],
)
def test_rules_of_another_slo_fail_the_tests(changes, tmp_path) -> None:
    slo = sample("bad-total", alerting=Alerting(tiers=(PAGE,)))
    other = build_rules(service_of(replace(slo, **changes)))
    assert "FAILED" in run_tests(tmp_path, other, build_tests(service_of(slo)))


def test_an_alert_says_what_happens_in_live_numbers(tmp_path) -> None:
    slo = availability("shop", group_by=("zone",), alerting=Alerting(tiers=(PAGE,), absent_after=None))
    service = service_of(slo)
    (alert,) = build_rules(service).alerts()
    test = {
        "interval": "30s",
        "input_series": [
            {"series": f'requests_total{{service="shop",zone="a",outcome="{outcome}"}}', "values": f"0+{step}x20"}
            for outcome, step in (("ok", 98), ("error", 2))
        ],
        "alert_rule_test": [
            {
                "eval_time": "10m",
                "alertname": "ShopAvailabilityBurnRate",
                "exp_alerts": [
                    {
                        "exp_labels": {**alert.labels, "zone": "a"},
                        "exp_annotations": {
                            "summary": "shop availability a: the error budget burns 20.0 times as fast as it may.",
                            "description": "In the last 1h 2% of 2000 events were bad, in the last 5m 2%. Of the "
                            "budget of 30d -1900% is left. Requests are answered.",
                            "threshold": "Burn rate 14.4: it spends 2 % of the budget of 30d in 1h "
                            "(2 % * 720 h / 1 h), which is an error ratio of 1.44 %. Silent below 278 events "
                            "in 1h, unless 5 are bad: with 95 % confidence it is more than bad luck.",
                            "runbook_url": "alerts/runbooks/ShopAvailabilityBurnRate.md",
                        },
                    }
                ],
            }
        ],
    }
    assert run_tests(tmp_path, build_rules(service), {**build_tests(service), "tests": [test]}) == ""
