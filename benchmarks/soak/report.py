"""The soak's results as a table for people and as JSON for machines."""

import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from benchmarks.machine import describe_commit, describe_machine, describe_versions, today
from benchmarks.soak.outcomes import GOOD, Kind, Record
from benchmarks.soak.seconds import MILLISECONDS, Seconds, percentile
from benchmarks.soak.timeline import Window
from benchmarks.soak.verdict import Check, Evidence

BARS: Final = " ▁▂▃▄▅▆▇█"
COLUMNS: Final = 100
EXAMPLES: Final = 12
SHOWN: Final = 10
"""Unexplained outcomes that are printed."""


@dataclass(frozen=True, slots=True)
class Soaked:
    """A soak that has ended. `seconds_of_load` do not count the start."""

    evidence: Evidence
    checks: Sequence[Check]
    seconds_of_load: float
    log_of: Mapping[str, str]
    """The access log's line of unexplained requests, by request id."""

    @property
    def passed(self) -> bool:
        return all(check.held for check in self.checks)


def print_report(console: Console, soaked: Soaked) -> None:
    evidence = soaked.evidence
    console.print(_operations(evidence.records))
    console.print(_faults(evidence))
    _print_chart(console, Seconds.of(evidence.records, evidence.series), evidence.windows)
    for record in evidence.unexplained[:SHOWN]:
        for outcome in record.outcomes:
            text = f"  {outcome.kind}: {outcome.detail}"
            where = f"unexplained at {record.began:.2f}..{record.ended:.2f} s, {record.operation}, {record.request_id}"
            console.print(f"{where}, {record.principal or 'a stranger'}\n{text}", markup=False, style="red")
        if record.request_id in soaked.log_of:
            console.print(f"  {soaked.log_of[record.request_id]}", markup=False, style="dim")
    for check in soaked.checks:
        console.print(f"{'held  ' if check.held else 'BROKEN'} {check.title}: {check.seen}", markup=False)


def as_json(soaked: Soaked) -> dict[str, Any]:
    evidence = soaked.evidence
    kinds = Counter(outcome.kind.value for record in evidence.records for outcome in record.outcomes)
    latencies = [(record.ended - record.began) * MILLISECONDS for record in evidence.records]
    return {
        "benchmark": "soak",
        "date": today(),
        "commit": describe_commit(),
        "machine": describe_machine(),
        "versions": describe_versions(),
        "passed": soaked.passed,
        "seconds": round(soaked.seconds_of_load, 1),
        "requests": len(evidence.records),
        "outcomes": dict(kinds.most_common()),
        "unexplained": [_as_json(record) for record in evidence.unexplained],
        "latency_ms": {f"p{percent}": round(percentile(latencies, percent), 1) for percent in (50, 95, 99)},
        "events": dict(evidence.events),
        "checks": [asdict(check) for check in soaked.checks],
        "faults": [
            {
                "name": window.fault.name,
                "title": window.fault.title,
                "began": round(window.began, 1),
                "ended": round(window.ended, 1),
                "explained": dict(_explained_by(window, evidence.records)),
                "examples": _examples(window, evidence.records),
            }
            for window in evidence.windows
        ],
        "workers": [
            {
                "gateway": one.gateway,
                "lived": [one.times[0], one.times[-1]],
                "memory_mb": {"first": one.memory[0], "last": one.memory[-1], "peak": max(one.memory)},
                "slope_mb_per_minute": None if one.slope is None else round(one.slope, 3),
                "files": {"first": one.files[0], "last": one.files[-1], "peak": max(one.files)},
            }
            for one in evidence.series
        ],
        "caches": [state["caches"] for state in evidence.states],
        "each_second": asdict(Seconds.of(evidence.records, evidence.series)),
    }


def _operations(records: Sequence[Record]) -> Table:
    kinds = [kind for kind in Kind if any(one.kind is kind for record in records for one in record.outcomes)]
    table = Table(box=None, header_style="dim", padding=(0, 1, 0, 0))
    for heading in ("operation", "requests", "p50 ms", "p95 ms", *kinds):
        table.add_column(heading, justify="left" if heading == "operation" else "right")
    for name in dict.fromkeys(sorted(record.operation for record in records)):
        mine = [record for record in records if record.operation == name]
        latencies = [(record.ended - record.began) * MILLISECONDS for record in mine]
        counts = Counter(outcome.kind for record in mine for outcome in record.outcomes)
        shown = [f"{percentile(latencies, percent):.1f}" for percent in (50, 95)]
        table.add_row(name, str(len(mine)), *shown, *(str(counts[kind] or "") for kind in kinds))
    return table


def _faults(evidence: Evidence) -> Table:
    table = Table(box=None, header_style="dim", padding=(0, 1, 0, 0))
    for heading in ("fault", "from s", "to s", "what it explains"):
        table.add_column(heading, justify="right" if heading.endswith(" s") else "left")
    for window in evidence.windows:
        explained = _explained_by(window, evidence.records)
        texts = ", ".join(f"{count} {kind}" for kind, count in explained.items()) or "nothing: nobody noticed"
        table.add_row(window.fault.title, f"{window.began:.1f}", f"{window.ended:.1f}", texts)
    return table


def _explained_by(window: Window, records: Sequence[Record]) -> Counter[str]:
    mine = (record for record in records if record.explained_by == window.fault.name)
    return Counter(outcome.kind.value for record in mine for outcome in record.outcomes if outcome.kind not in GOOD)


def _examples(window: Window, records: Sequence[Record]) -> dict[str, int]:
    """How often each operation was told what; the most frequent ones."""
    mine = (record for record in records if record.explained_by == window.fault.name)
    told = Counter(
        f"{record.operation}: {one.kind}, {one.detail[:100]}"
        for record in mine
        for one in record.outcomes
        if one.kind not in GOOD
    )
    return dict(told.most_common(EXAMPLES))


def _print_chart(console: Console, seconds: Seconds, windows: Sequence[Window]) -> None:
    length = len(seconds.rate)
    wrong = [sum(counts[second] for counts in seconds.errors.values()) for second in range(length)]
    rows = {
        "requests/s": [float(value) for value in seconds.rate],
        "p95 ms": seconds.p95_ms,
        "not right/s": [float(value) for value in wrong],
        "memory MB": [value or 0.0 for value in seconds.memory],
    }
    for name, values in rows.items():
        console.print(
            f"{name:>12} {_sparks(values)} up to {max(values, default=0.0):.0f}", markup=False, highlight=False
        )
    columns = min(COLUMNS, length)
    letters = [" "] * columns
    for number, window in enumerate(windows):
        start, end = (int(min(time, length - 1) * columns / length) for time in (window.began, window.ended))
        letters[start : end + 1] = [chr(ord("a") + number)] * (end + 1 - start)
    console.print(f"{'faults':>12} {''.join(letters)}", markup=False, highlight=False)
    named = (f"{chr(ord('a') + number)} {window.fault.title}" for number, window in enumerate(windows))
    console.print("; ".join(named), markup=False, style="dim")


def _sparks(values: Sequence[float]) -> str:
    """The greatest value of each column's seconds."""
    columns, highest = min(COLUMNS, len(values)), max(values, default=0.0) or 1.0
    edges = [number * len(values) // columns for number in range(columns + 1)]
    peaks = (max(values[start:end]) for start, end in itertools.pairwise(edges))
    return "".join(BARS[round(peak / highest * (len(BARS) - 1))] for peak in peaks)


def _as_json(record: Record) -> dict[str, Any]:
    return {
        "operation": record.operation,
        "principal": record.principal,
        "request_id": record.request_id,
        "began": round(record.began, 3),
        "ended": round(record.ended, 3),
        "outcomes": [{"kind": one.kind.value, "detail": one.detail} for one in record.outcomes],
    }
