"""To another form and back: what it can say comes back equal, and what it cannot say is told.

The second property is the stronger one: a conversion without a warning has lost nothing, whatever the service.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reliability.slo.converting import openslo, sloth
from reliability.slo.model import GOOGLE_TIERS, Alerting, CalendarUnit, Component, Composite, Service, Slo
from reliability.slo.model.alerting import HOUR, MINUTE
from reliability.slo.model.policy import DEFAULT_POLICY
from reliability.slo.spec.problems import Problems
from reliability.slo.spec.read_yaml import read_text
from reliability.slo.spec.windows import DEFAULT_WINDOW
from reliability.slo.spec.write import documents_text
from tests.harness.random_slos import (
    calendar_windows,
    classic_latencies,
    labels,
    ratios,
    saturations,
    services,
    totals,
)

FILE = Path("file.yaml")


def there_and_back_by_sloth(service: Service) -> tuple[Service, tuple[str, ...]]:
    converted = sloth.from_services([service])
    (back,) = sloth.to_services(sloth.read_sloth_text(documents_text(converted.result))).result
    return replace(back, source=None), converted.warnings


def there_and_back_by_openslo(service: Service) -> tuple[Service, tuple[str, ...]]:
    converted = openslo.from_services([service])
    problems = Problems()
    (back,) = openslo.read_openslo(read_text(documents_text(converted.result), FILE, problems), problems).result
    problems.raise_if_any()
    return replace(back, source=None), converted.warnings


BOTH = pytest.mark.parametrize("there_and_back", [there_and_back_by_sloth, there_and_back_by_openslo])


def plain(service: Service, indicator: object, **changes: object) -> Service:
    """Return the service with one SLO that has nothing special, but these."""
    slo = service.slos[0]
    values = {
        "service": service.name,
        "name": slo.name,
        "description": slo.description,
        "objective": slo.objective,
        "window": DEFAULT_WINDOW,
        "indicator": indicator,
        "labels": slo.labels,
    }
    found = Slo(**(values | changes))  # type: ignore[arg-type]
    return replace(service, slos=(found,), title="", depends_on=(), adjustments=())


@settings(max_examples=15, deadline=None)
@given(
    services(),
    totals | classic_latencies | ratios,
    labels,
    st.sampled_from([GOOGLE_TIERS, GOOGLE_TIERS[:2], GOOGLE_TIERS[2:], ()]),
)
def test_what_sloth_can_say(service: Service, indicator: object, found: object, tiers: object) -> None:
    alerting = Alerting(name="Fails", tiers=tiers, labels=found, annotations=found)  # type: ignore[arg-type]
    service = plain(service, indicator, alerting=alerting)
    assert there_and_back_by_sloth(service) == (service, ())


@settings(max_examples=15, deadline=None)
@given(
    services(),
    totals | classic_latencies | ratios | saturations,
    st.just(DEFAULT_WINDOW) | calendar_windows.filter(lambda window: window.unit is not CalendarUnit.WEEK),
    st.booleans(),
)
def test_what_openslo_can_say(service: Service, indicator: object, window: object, absent: bool) -> None:
    alerting = Alerting(absent_after=15 * MINUTE if absent else None, tiers=GOOGLE_TIERS if absent else ())
    service = replace(plain(service, indicator, window=window, alerting=alerting), title=service.title)
    assert there_and_back_by_openslo(service) == (service, ())


@BOTH
@settings(max_examples=15, deadline=None)
@given(service=services())
def test_without_a_warning_nothing_is_lost(
    there_and_back: Callable[[Service], tuple[Service, tuple[str, ...]]], service: Service
) -> None:
    service = replace(service, slos=service.slos[:1])
    back, warnings = there_and_back(service)
    assert warnings or back == service


CHANGES: dict[str, dict[str, object]] = {
    "group_by": {"group_by": ("region",)},
    "window": {"window": replace(DEFAULT_WINDOW, seconds=7 * 24 * HOUR)},
    "policy": {"policy": replace(DEFAULT_POLICY, steps=())},
    "minimum_events": {"alerting": Alerting(name="Fails", minimum_events=5)},
    "absent_after": {"alerting": Alerting(name="Fails", absent_after=None)},
}


@pytest.mark.parametrize("lost", ["group_by", "window", "policy", "minimum_events", "absent_after"])
@settings(max_examples=1, deadline=None)
@given(services(), totals)
def test_each_loss_is_named(lost: str, service: Service, indicator: object) -> None:
    changed = plain(service, indicator, **{"alerting": Alerting(name="Fails"), **CHANGES[lost]})
    (warning,) = sloth.from_services([changed]).warnings
    assert warning == (
        f"{changed.slos[0].reference}: Sloth cannot say {lost}: left out, so its rules know nothing of it."
    )


@settings(max_examples=1, deadline=None)
@given(services())
def test_a_composite_is_left_out_whole_and_told(service: Service) -> None:
    composite = plain(service, Composite(components=(Component("other/slo", 1),)))  # type: ignore[arg-type]
    reference = composite.slos[0].reference
    for convert in (sloth.from_services, openslo.from_services):
        converted = convert([composite])
        (warning,) = converted.warnings
        assert warning.startswith(f"{reference}: ")
        assert warning.endswith("this one is left out whole.")
