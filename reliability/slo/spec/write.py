"""A service to the text of its file: what it reads back to is equal, and what is as by default is left out."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import yaml

from reliability.slo.model import (
    Adjustment,
    CalendarWindow,
    Period,
    Recurrence,
    Service,
    Slo,
    Timeslices,
    Window,
    duration_text,
)
from reliability.slo.model.policy import DEFAULT_POLICY
from reliability.slo.spec.form import VERSION
from reliability.slo.spec.nodes import Syntax
from reliability.slo.spec.numbers import number, percentage_text
from reliability.slo.spec.promql import selectors_value
from reliability.slo.spec.read_yaml import plain_syntax
from reliability.slo.spec.times import parse_time
from reliability.slo.spec.windows import DEFAULT_WINDOW
from reliability.slo.spec.write_alerting import alerting_value
from reliability.slo.spec.write_indicator import indicator_value

WIDTH: Final = 120
LONG: Final = 90


class _Dumper(yaml.SafeDumper):
    """Long texts and those of several lines as blocks, which people can read."""


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    if plain_syntax(text) is not Syntax.TEXT:
        style: str | None = "'"
    else:
        style = "|" if "\n" in text else ">" if len(text) > LONG else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style)


_Dumper.add_representer(str, _represent_text)


def service_text(service: Service) -> str:
    """Return the file."""
    return document_text(service_value(service))


def document_text(value: Any) -> str:
    return yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=WIDTH)


def documents_text(values: Iterable[Any]) -> str:
    """Return several documents of one file."""
    return "---\n".join(map(document_text, values))


def service_value(service: Service) -> dict[str, Any]:
    """Return the document, in the order of the form."""
    return {
        "version": VERSION,
        "service": service.name,
        **without_empty({"title": service.title}),
        **({} if service.tier == Service(name="", slos=()).tier else {"tier": service.tier}),
        **without_empty(
            {"owner": service.owner, "depends_on": list(service.depends_on), "labels": dict(service.labels)}
        ),
        "slos": [slo_value(slo) for slo in service.slos],
        **without_empty({"adjustments": [_adjustment(one) for one in service.adjustments]}),
    }


def slo_value(slo: Slo) -> dict[str, Any]:
    return {
        "name": slo.name,
        "description": slo.description,
        "objective": number(slo.objective * 100),
        **({} if slo.window == DEFAULT_WINDOW else {"window": _window(slo.window)}),
        "indicator": indicator_value(slo.indicator),
        **without_empty({"group_by": list(slo.group_by), "objectives": _group_objectives(slo)}),
        **without_empty({"budgeting": _budgeting(slo), "attribution": _attribution(slo)}),
        **without_empty({"alerting": alerting_value(slo.alerting, slo.window), "policy": _policy(slo)}),
        **without_empty({"labels": dict(slo.labels)}),
    }


def without_empty(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in ("", None, [], {})}


def _window(window: Window) -> Any:
    if isinstance(window, CalendarWindow):
        return {"calendar": str(window.unit), "time_zone": window.time_zone.key}
    return duration_text(window.seconds)


def _group_objectives(slo: Slo) -> list[Any]:
    return [{"match": dict(one.match), "objective": number(one.objective * 100)} for one in slo.group_objectives]


def _budgeting(slo: Slo) -> Any:
    if not isinstance(slo.budgeting, Timeslices):
        return None
    return {"timeslices": duration_text(slo.budgeting.seconds), "target": number(slo.budgeting.target * 100)}


def _attribution(slo: Slo) -> Any:
    if slo.attribution is None:
        return None
    return {"label": slo.attribution.label, "counters": selectors_value(slo.attribution.counters)}


def _policy(slo: Slo) -> list[Any]:
    if slo.policy == DEFAULT_POLICY:
        return []
    return [
        {"state": str(step.state), "remaining": percentage_text(step.remaining)}
        | without_empty({"actions": list(step.actions)})
        for step in slo.policy.steps
    ]


def _adjustment(one: Adjustment) -> dict[str, Any]:
    return {
        "name": one.name,
        "reason": one.reason,
        **_when(one.when),
        **without_empty({"slos": [reference.rpartition("/")[2] for reference in one.slos]}),
        **without_empty({"announced_by": one.announced_by}),
    }


def _when(when: Period | Recurrence) -> dict[str, Any]:
    match when:
        case Period(start=start, end=end):
            zone = start.tzinfo if isinstance(start.tzinfo, ZoneInfo) else ZoneInfo("UTC")
            return {"start": _time(start, zone), "end": _time(end, zone), "time_zone": zone.key}
        case Recurrence():
            return {
                "first": _time(when.first, when.time_zone),
                "for": duration_text(when.seconds),
                "rule": when.rule,
                "time_zone": when.time_zone.key,
            }


def _time(moment: datetime, zone: ZoneInfo) -> str:
    """Return the local time; with its offset where the clocks give it twice."""
    local = moment.astimezone(zone)
    text = local.replace(tzinfo=None).isoformat()
    try:
        parse_time(text, zone)
    except ValueError:
        return local.isoformat()
    return text
