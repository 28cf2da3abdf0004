"""What a file of rules says of each SLO."""

import json
import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, Final

from reliability.artefacts.differences.facts import Fact, Facts
from reliability.artefacts.numbers import percentage_text
from reliability.conventions import AlertKind, SloLabel, SloSeries

Rule = Mapping[str, Any]
_GROUP_OBJECTIVE: Final = re.compile(r"\{(?P<matchers>[^}]*)\} \+ (?P<objective>[0-9.e-]+)")
_FACTOR: Final = re.compile(rf"{SloSeries.BURN_RATE}\w+\{{[^}}]*\}} > (?P<factor>[0-9.e+-]+)")
_EVENTS: Final = re.compile(rf"{SloSeries.TOTAL_EVENTS}\w+\{{[^}}]*\}} >= (?P<events>[0-9]+)")


def facts_of_rules(content: Mapping[str, Any]) -> Facts:
    rules = [rule for group in content["groups"] for rule in group["rules"]]
    objectives = {
        _subject(rule): Fraction(rule["labels"][SloLabel.OBJECTIVE]) / 100 for rule in rules if _is_information(rule)
    }
    for rule in rules:
        name = rule.get("record") or " ".join((rule["alert"], *_windows(rule)))
        yield Fact(_subject(rule), name, json.dumps(rule, sort_keys=True), rule=True)
        if _is_information(rule):
            yield from _of_information(rule)
        elif rule.get("record") == SloSeries.OBJECTIVE:
            yield from _of_groups(rule)
        elif "alert" in rule:
            yield _of_alert(rule, objectives.get(_subject(rule)))


def _subject(rule: Rule) -> str:
    labels = rule.get("labels", {})
    service, slo = labels.get(SloLabel.SERVICE), labels.get(SloLabel.SLO)
    return f"{service}/{slo}" if service and slo else "alerting"


def _windows(rule: Rule) -> Iterator[str]:
    for label in (SloLabel.SEVERITY, SloLabel.LONG_WINDOW, SloLabel.SHORT_WINDOW):
        if label in rule.get("labels", {}):
            yield rule["labels"][label]


def _is_information(rule: Rule) -> bool:
    return rule.get("record") == SloSeries.INFO


def _of_information(rule: Rule) -> Facts:
    labels, subject = rule["labels"], _subject(rule)
    yield Fact(subject, "objective", f"{labels[SloLabel.OBJECTIVE]} %")
    for label in (SloLabel.WINDOW, SloLabel.KIND, SloLabel.TIER, SloLabel.OWNER):
        yield Fact(subject, label, labels.get(label, ""))


def _of_groups(rule: Rule) -> Facts:
    """The last part is of all other groups, and has the SLO's own objective."""
    for found in list(_GROUP_OBJECTIVE.finditer(rule["expr"]))[:-1]:
        _, *matchers = found["matchers"].split(",")
        yield Fact(_subject(rule), f"objective of {', '.join(matchers)}", percentage_text(Fraction(found["objective"])))


def _of_alert(rule: Rule, objective: Fraction | None) -> Fact:
    labels, expression = rule["labels"], rule["expr"]
    factor, events = _FACTOR.search(expression), _EVENTS.search(expression)
    if labels.get(SloLabel.ALERT_KIND) != AlertKind.BURN_RATE or factor is None:
        summary = rule.get("annotations", {}).get("summary", expression)
        return Fact(_subject(rule), f"alert {rule['alert']}", summary)
    severity, long, short = _windows(rule)
    how = f"from burn rate {factor['factor']}"
    if objective is not None:
        how += f", {percentage_text(Fraction(factor['factor']) * (1 - objective))} bad"
    how += f", of at least {events['events']} events" if events else ""
    how += f", for {rule['for']}" if "for" in rule else ""
    return Fact(_subject(rule), f"{severity} over {long} and {short}", how)
