"""The measurements as a table for people and as JSON for machines."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from benchmarks.machine import describe_commit, describe_machine, describe_versions, today
from benchmarks.marketplace.measure import SIZE, Place, Round, summarized
from benchmarks.spread import Spread

LOAD_GENERATOR = "benchmarks/load.py: one asyncio process on the same machine, closed loop, every answer compared"

CAPTION = """\
Medians of the rounds (worst and best in parentheses). CPU: per request.
embedded: the subgraphs are in the gateway's process; separate: one process each.
other cores: kept busy by the load generator and by strangers."""


def as_json(measured: Mapping[Place, list[Round]], *, rounds: int, seconds: float) -> dict[str, Any]:
    return {
        "benchmark": "marketplace",
        "date": today(),
        "commit": describe_commit(),
        "machine": describe_machine(),
        "versions": describe_versions(),
        "load_generator": LOAD_GENERATOR,
        "database": {"engine": "SQLite", **SIZE},
        "rounds": rounds,
        "seconds_per_round": seconds,
        "results": [
            {**asdict(place), **{name: asdict(spread) for name, spread in summarized(of_place).items()}}
            for place, of_place in measured.items()
        ],
    }


def print_table(console: Console, measured: Mapping[Place, list[Round]]) -> None:
    """Medians of the rounds; for requests per second also the worst and the best round."""
    table = Table(box=SIMPLE_HEAD, padding=0, pad_edge=False, caption=CAPTION, caption_justify="left")
    table.add_column("query")
    table.add_column("at\nonce", justify="right")
    table.add_column("profile")
    for name in ("requests/s", "p50\nms", "p95\nms", "CPU ms\ngateway", "CPU ms\nsubgraphs", "other\ncores"):
        table.add_column(name, justify="right")
    last = ""
    for place, rounds in measured.items():
        if last not in {"", place.case}:
            table.add_section()
        last = place.case
        table.add_row(*_cells(place, summarized(rounds)))
    console.print(table)


def _cells(place: Place, of: Mapping[str, Spread]) -> tuple[str, ...]:
    rate = of["requests_per_second"]
    embedded = place.deployment == "embedded"
    return (
        place.case,
        str(place.concurrency),
        place.deployment,
        f"{rate.median:.0f} ({rate.min:.0f}-{rate.max:.0f})",
        f"{of['p50_ms'].median:.1f}",
        f"{of['p95_ms'].median:.1f}",
        f"{of['cpu_ms_gateway'].median:.2f}",
        "-" if embedded else f"{of['cpu_ms_subgraphs'].median:.2f}",
        f"{of['other_cores'].median:.2f}",
    )
