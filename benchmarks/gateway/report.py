"""The measurements as a table for people and as JSON for machines."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from benchmarks.gateway.contenders import CONTENDERS
from benchmarks.gateway.measures import Measure, Quantity
from benchmarks.gateway.rounds import Effort, Measured
from benchmarks.gateway.targets import Judged, Target, judge
from benchmarks.machine import describe_commit, describe_machine, describe_versions, today
from benchmarks.spread import Spread

DECIMALS: Final = {Quantity.PROCESSOR: 3, Quantity.RATE: 0, Quantity.MEMORY: 0, Quantity.FIRST_ANSWER: 1}
CAPTION: Final = """\
Medians of the rounds (least to most). CPU: of the gateway's processes, for each request.
ours / other: within the round."""


def as_json(measures: Sequence[Measure], measured: Measured, effort: Effort) -> dict[str, Any]:
    return {
        "benchmark": "gateway",
        "date": today(),
        "commit": describe_commit(),
        "machine": describe_machine(),
        "versions": describe_versions(),
        "effort": asdict(effort),
        "missing": list(measured.missing.values()),
        "measures": [_measure_as_json(measure, measured) for measure in measures],
        "rounds": [
            {**asdict(work), "rounds": [asdict(one) for one in rounds]} for work, rounds in measured.under_load.items()
        ],
    }


def print_table(console: Console, measures: Sequence[Measure], measured: Measured) -> None:
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, caption=CAPTION, caption_justify="left")
    for name in ("measure", "server"):
        table.add_column(name)
    table.add_column("measured", justify="right")
    table.add_column("ours / other", justify="right")
    table.add_column("target")
    table.add_column("met")
    for measure in measures:
        for cells in _rows(measure, measured):
            table.add_row(*cells)
        table.add_section()
    console.print(table)


def _rows(measure: Measure, measured: Measured) -> list[tuple[str, ...]]:
    values = measured.values(measure)
    if measure.contender not in values:
        return [(measure.title, CONTENDERS[measure.contender].title, "not there", "", "", "")]
    rows: list[tuple[str, ...]] = []
    for name, rounds in values.items():
        to = None if name == measure.contender else name
        target = next((target for target in measure.targets if target.to == to), None)
        judged = judge(target or Target(float("inf"), to), measure.contender, values)
        first = name == measure.contender
        rows.append(
            (
                f"{measure.title}\n{measure.quantity}" if first else "",
                CONTENDERS[name].title,
                _spread(Spread.of(rounds), DECIMALS[measure.quantity]),
                "" if first or judged is None else _spread(judged.measured, 3),
                describe(target) if target else "",
                _verdict(judged) if target and judged else "",
            )
        )
    return rows


def describe(target: Target) -> str:
    bound = f"{target.bound:.3f}".rstrip("0").rstrip(".")
    return f"{'≥' if target.at_least else '≤'} {bound}{' times' if target.to else ''}"


def _verdict(judged: Judged) -> str:
    return "[green]met[/]" if judged.met else "[red]not met[/]"


def _spread(spread: Spread, decimals: int) -> str:
    if spread.min == spread.max:
        return f"{spread.median:.{decimals}f}"
    return f"{spread.median:.{decimals}f} ({spread.min:.{decimals}f}..{spread.max:.{decimals}f})"


def _measure_as_json(measure: Measure, measured: Measured) -> dict[str, Any]:
    values = measured.values(measure)
    targets = measure.targets if measure.contender in values else ()
    judgements = (judge(target, measure.contender, values) for target in targets)
    return {
        "measure": measure.name,
        "title": measure.title,
        "quantity": measure.quantity,
        "contender": measure.contender,
        "values": {name: {**asdict(Spread.of(rounds)), "rounds": rounds} for name, rounds in values.items()},
        "targets": [
            {**asdict(one.target), "measured": asdict(one.measured), "met": one.met}
            for one in judgements
            if one is not None
            if one is not None
        ],
    }
