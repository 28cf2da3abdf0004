"""The measurements as a table for people and as JSON for machines."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from benchmarks.gateway.contenders import CONTENDERS, describe_peers
from benchmarks.gateway.measured import Measured
from benchmarks.gateway.measures import Measure, Quantity
from benchmarks.gateway.rounds import Effort
from benchmarks.gateway.targets import Judged, Target, judge
from benchmarks.machine import describe_commit, describe_machine, describe_versions, today
from benchmarks.spread import Spread

DECIMALS: Final = {Quantity.PROCESSOR: 3, Quantity.RATE: 0, Quantity.MEMORY: 0, Quantity.FIRST_ANSWER: 1}
LARGE: Final = 10
"""From here on one decimal less is enough."""
BUSY: Final = 0.2
"""Processors kept busy by others from which on figures say little: caches and clock rates are shared."""
COLUMNS: Final = (("", 20), ("measured", 22), ("first / it", 17), ("target", 7), ("met", 3), ("other", 5))
"""Headings and widths in characters, for a terminal of 80."""
CAPTION: Final = """\
Medians of the rounds (least..most). CPU: all of the server's processes.
first / it: the first line's figure divided by this line's, round by round.
other: processors kept busy by others."""


def as_json(measures: Sequence[Measure], measured: Measured, effort: Effort) -> dict[str, Any]:
    return {
        "benchmark": "gateway",
        "date": today(),
        "commit": describe_commit(),
        "machine": describe_machine(),
        "versions": describe_versions() | describe_peers(),
        "effort": asdict(effort),
        "disturbed": why_disturbed(measured),
        "missing": list(measured.missing.values()),
        "measures": [_measure_as_json(measure, measured) for measure in measures],
        "rounds": [
            {**asdict(work), "rounds": [asdict(one) for one in rounds]} for work, rounds in measured.under_load.items()
        ],
    }


def print_table(console: Console, measures: Sequence[Measure], measured: Measured) -> None:
    """One block for each measure, its first line the contender that the targets are for."""
    for number, measure in enumerate(measures):
        console.print()
        console.print(f"{measure.title}: {measure.quantity}", style="bold", highlight=False)
        table = Table(box=None, show_header=number == 0, header_style="dim", padding=(0, 1, 0, 0), pad_edge=False)
        for heading, width in COLUMNS:
            table.add_column(heading, width=width, no_wrap=True, justify="left" if heading in {"", "met"} else "right")
        for cells in _rows(measure, measured):
            table.add_row(*cells)
        console.print(table)
    console.print(f"\n{CAPTION}", markup=False, highlight=False)


def _rows(measure: Measure, measured: Measured) -> list[tuple[str, ...]]:
    values = measured.values(measure)
    rows = [_row(measure, name, values, measured.other_cores(measure, name)) for name in values]
    return rows if measure.contender in values else [(CONTENDERS[measure.contender].title, "not there"), *rows]


def _row(
    measure: Measure, name: str, values: Mapping[str, Sequence[float]], others: Sequence[float]
) -> tuple[str, ...]:
    to = None if name == measure.contender else name
    target = next((target for target in measure.targets if target.to == to), None)
    judged = judge(target or Target(0, to), measure.contender, values) if measure.contender in values else None
    return (
        CONTENDERS[name].title,
        _spread(Spread.of(values[name]), DECIMALS[measure.quantity]),
        "" if to is None or judged is None else _spread(judged.measured, 2),
        describe(target) if target else "",
        _verdict(judged) if target and judged else "",
        f"{Spread.of(others).median:.2f}" if others else "",
    )


def why_disturbed(measured: Measured) -> str | None:
    """A warning, where others kept the machine busy meanwhile."""
    busy = [one.other_cores for rounds in measured.under_load.values() for one in rounds]
    if not busy or statistics.median(busy) < BUSY:
        return None
    return (
        f"Others kept {statistics.median(busy):.2f} processors busy meanwhile (up to {max(busy):.2f}): these figures "
        "say little, and more harm is done to servers with several threads. Run it again on a quiet machine."
    )


def describe(target: Target) -> str:
    bound = f"{target.bound:.3f}".rstrip("0").rstrip(".")
    return f"{'≥' if target.at_least else '≤'} {bound}"


def _verdict(judged: Judged) -> str:
    return "[green]yes[/]" if judged.met else "[red]no[/]"


def _spread(spread: Spread, decimals: int) -> str:
    decimals = max(0, decimals - 1) if spread.max >= LARGE else decimals
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
        ],
    }
