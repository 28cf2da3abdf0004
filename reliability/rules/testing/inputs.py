"""The series that a test gives to Prometheus for one scenario."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from reliability.conventions import SloLabel, SloSeries
from reliability.rules.expressions import equal, series
from reliability.rules.names import identity, series_name
from reliability.rules.testing.example_series import example_series
from reliability.rules.testing.scenario import Scenario, notation
from reliability.rules.windows import BASE, LONGEST_COUNTED, recorded_windows
from reliability.slo.model import Composite, Slo, Timeslices


def input_series(slo: Slo, scenario: Scenario) -> list[dict[str, Any]]:
    """Return counters where the indicator counts some; else what is recorded of the expressions that people wrote,
    which promtool cannot be given values for.
    """
    examples = example_series(slo)
    if examples is not None:
        return [_input(one.name, scenario.counted(one.bad, one.good)) for one in examples]
    return list(_recorded(slo, scenario))


def _recorded(slo: Slo, scenario: Scenario) -> Iterator[dict[str, Any]]:
    if isinstance(slo.budgeting, Timeslices):
        yield _input(_name(slo, SloSeries.SLICE_BAD, None), scenario.states(1 - slo.budgeting.target))
        return
    counters = {
        SloSeries.BAD_EVENTS: scenario.counted(bad=1, good=0),
        SloSeries.TOTAL_EVENTS: scenario.counted(bad=1, good=1),
    }
    for name, counter in counters.items():
        if isinstance(slo.indicator, Composite):
            increases = scenario.increases(counter, BASE)
            for component in slo.indicator.components:
                identifier = component.slo.replace("/", "-")
                yield _input(series(series_name(name, BASE), equal(SloLabel.ID, identifier)), increases)
        else:
            for window in recorded_windows(slo):
                if window <= LONGEST_COUNTED:
                    yield _input(_name(slo, name, window), scenario.increases(counter, window))


def _name(slo: Slo, name: SloSeries, window: int | None) -> str:
    groups = dict.fromkeys(slo.group_by, "example")
    return series(series_name(name, window), *(equal(*pair) for pair in (identity(slo) | groups).items()))


def _input(name: str, samples: list[Fraction]) -> dict[str, Any]:
    return {"series": name, "values": notation(samples)}
