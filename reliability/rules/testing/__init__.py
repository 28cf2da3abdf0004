"""Unit tests for promtool, made of the SLO: what people promised themselves of its alerts, on its real rules.

scenario          what happens, and promtool's notation of it
example_series    series that the indicator counts
inputs            the scenario as series
cases             burning and not, in time and not too early, little traffic, none, no data
"""

from typing import Any

from reliability.rules.building import DEFAULT, build_rules
from reliability.rules.settings import RuleSettings
from reliability.rules.testing.cases import tests_of
from reliability.slo.model import Service, duration_text
from reliability.slo.model.alerting import MINUTE

__all__ = ["build_tests"]


def build_tests(
    service: Service,
    settings: RuleSettings = DEFAULT,
    *,
    rule_file: str | None = None,
    healthy_for: int = 10 * MINUTE,
) -> dict[str, Any]:
    """Return the document; `rule_file` is that of the service's rules, seen from where the tests will stand.

    `healthy_for` are the seconds without a fault before one, at most the tier's long window: promtool evaluates all
    rules of the file for each test, and refuses to look at more than 10 000 samples at once.
    """
    rules = build_rules(service, settings)
    return {
        "rule_files": [rule_file or f"../rules/{rules.name}.yaml"],
        "evaluation_interval": duration_text(settings.intervals.short),
        "group_eval_order": [group.name for group in rules.groups],
        "tests": [test for slo in service.slos for test in tests_of(slo, settings.intervals, healthy_for)],
    }
