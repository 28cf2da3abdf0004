"""The rows of the table can be measured, and what was measured is found again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.gateway.contenders import CONTENDERS, Fetching
from benchmarks.gateway.measured import Measured, Round, Work
from benchmarks.gateway.measures import MEASURES, Measure, Quantity
from benchmarks.gateway.report import why_disturbed
from benchmarks.gateway.workload.graph import QUERIES

ROUND = Round(requests_per_second=100.0, p50_ms=1.0, p95_ms=2.0, cpu_ms=0.5, fetches=1.0, other_cores=0.1)


def test_measures_name_contenders_and_queries_that_exist() -> None:
    assert {name for measure in MEASURES for name in measure.contenders} <= CONTENDERS.keys()
    assert {measure.query for measure in MEASURES} <= set(QUERIES)


def test_measures_have_names_of_their_own() -> None:
    assert len({measure.name for measure in MEASURES}) == len(MEASURES)


def test_targets_compare_with_contenders_that_the_measure_measures() -> None:
    for measure in MEASURES:
        assert {target.to for target in measure.targets if target.to} <= set(measure.others)


def test_values_come_from_the_rounds_of_the_same_query_and_quantity() -> None:
    measure = Measure("name", "title", Quantity.RATE, "heavy", "ours", ("apollo", "hive"))
    measured = Measured(
        under_load={
            Work("heavy", "ours", Quantity.RATE): [ROUND, replace(ROUND, requests_per_second=50.0)],
            Work("heavy", "ours", Quantity.PROCESSOR): [replace(ROUND, requests_per_second=7.0)],
            Work("heavy", "apollo", Quantity.RATE): [replace(ROUND, requests_per_second=9.0)],
        },
        first_answers={("heavy", "ours"): [40.0]},
        peaks={"ours": 100.0},
    )
    assert measured.values(measure) == {"ours": [100.0, 50.0], "apollo": [9.0]}
    assert measured.values(replace(measure, quantity=Quantity.PROCESSOR)) == {"ours": [0.5]}
    assert measured.values(replace(measure, quantity=Quantity.MEMORY)) == {"ours": [100.0]}
    assert measured.values(replace(measure, quantity=Quantity.FIRST_ANSWER)) == {"ours": [40.0]}


@pytest.mark.parametrize(
    ("fetching", "fetches", "fits"),
    [
        (Fetching.FOR_EACH, 7.0, True),
        (Fetching.FOR_EACH, 6.95, True),
        (Fetching.FOR_EACH, 6.0, False),
        (Fetching.FOR_MANY, 0.3, True),
        (Fetching.FOR_MANY, 7.0, False),
        (Fetching.NEVER, 0.001, True),
        (Fetching.NEVER, 0.5, False),
    ],
)
def test_a_contender_that_asks_the_subgraphs_otherwise_than_it_should_does_not_fit(
    fetching: Fetching, fetches: float, fits: bool
) -> None:
    assert fetching.fits(fetches, alone=7) is fits


@pytest.mark.parametrize(("others", "warns"), [([0.0, 0.1, 1.9], False), ([0.0, 0.5, 0.6], True)])
def test_figures_from_a_busy_machine_come_with_a_warning(others: list[float], warns: bool) -> None:
    work = Work("heavy", "ours", Quantity.PROCESSOR)
    measured = Measured({work: [replace(ROUND, other_cores=cores) for cores in others]}, {}, {})
    assert (why_disturbed(measured) is not None) is warns
