"""Whatever the SLO: rules parse, are found by their names, and are written as they are."""

from __future__ import annotations

from collections import Counter

import promql_parser
import yaml
from hypothesis import given, settings

from reliability.conventions import SloLabel
from reliability.rules import alert_names, build_rules
from reliability.rules.rendering import rule_document, to_yaml
from reliability.rules.testing import build_tests
from tests.harness.indicator_samples import random_slos, sample, service_of


@settings(max_examples=40, deadline=None)
@given(slo=random_slos)
def test_rules_of_random_slos(slo) -> None:
    file = build_rules(service_of(slo))
    document = rule_document(file)
    assert yaml.load(to_yaml(file, "the test"), Loader=yaml.CSafeLoader) == document
    for group in file.groups:
        rules = Counter((getattr(one, "record", ""), tuple(one.labels.items())) for one in group.rules)
        assert set(rules.values()) == {1}
    for rule in (rule for group in file.groups for rule in group.rules):
        promql_parser.parse(rule.expression)
        assert rule.labels[SloLabel.ID] == slo.identifier
    assert {rule.alert for rule in file.alerts()} <= set(alert_names(slo))
    assert len(list(file.alerts())) == len(slo.alerting.tiers) + (slo.alerting.absent_after is not None)


@settings(max_examples=15, deadline=None)
@given(slo=random_slos)
def test_tests_of_random_slos_are_written_as_they_are(slo) -> None:
    document = build_tests(service_of(slo))
    assert yaml.load(to_yaml(document, "the test"), Loader=yaml.CSafeLoader) == document
    assert document["tests"]


def test_a_tier_has_its_own_rule() -> None:
    """One that a team does not want is left out of the SLO, or silenced by its windows."""
    windows = [
        (rule.labels[SloLabel.LONG_WINDOW], rule.labels[SloLabel.SHORT_WINDOW])
        for rule in build_rules(service_of(sample("latency"))).alerts()
        if SloLabel.LONG_WINDOW in rule.labels
    ]
    assert windows == [("1h", "5m"), ("6h", "30m"), ("1d", "2h"), ("3d", "6h")]
