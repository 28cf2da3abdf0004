"""Counts and incidents from files.

Counts, CSV or a JSON list of objects: `time` (ISO 8601 with an offset or Z, or seconds since the epoch), `total`, and
`bad` or `good`. Incidents likewise: `start`, `end`, `title`.
"""

import csv
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from reliability.errors import MeasurementError
from reliability.rules.backtesting.counts import MINUTE, MinuteCounts
from reliability.rules.backtesting.judging import Incident

Read = TypeVar("Read")


def read_counts(path: Path) -> MinuteCounts:
    """Return the counts of the file. Raises MeasurementError that names the file, the row and the remedy."""
    return minute_counts(_rows(path, _count))


def read_incidents(path: Path) -> tuple[Incident, ...]:
    """Return them by start. Raises MeasurementError as `read_counts` does."""
    return tuple(sorted(_rows(path, _incident), key=lambda incident: incident.start))


def minute_counts(rows: Iterable[tuple[datetime, int, int]]) -> MinuteCounts:
    """Return the counts of (time, bad, total), in any order; what falls in the same minute is added."""
    minutes: dict[int, tuple[int, int]] = {}
    for at, bad, total in rows:
        minute = int(at.timestamp()) // MINUTE
        before = minutes.get(minute, (0, 0))
        minutes[minute] = (before[0] + bad, before[1] + total)
    if not minutes:
        raise MeasurementError("There are no counts: give at least one minute.")
    first, last = min(minutes), max(minutes)
    every = [minutes.get(minute, (0, 0)) for minute in range(first, last + 1)]
    return MinuteCounts(first * MINUTE, [bad for bad, _ in every], [total for _, total in every])


def _rows(path: Path, read: Callable[[Mapping[str, Any]], Read]) -> list[Read]:
    try:
        text = path.read_text(encoding="utf-8")
        listed = json.loads(text) if path.suffix == ".json" else list(csv.DictReader(text.splitlines()))
    except (OSError, ValueError) as error:
        raise MeasurementError(f"{path} cannot be read: {error}. Give a CSV file or a JSON list.") from error
    if not isinstance(listed, list):
        raise MeasurementError(f"{path} is no list: write a JSON list of objects.")
    found = []
    for index, row in enumerate(listed):
        place = f"{path}: element {index}" if path.suffix == ".json" else f"{path}:{index + 2}"
        try:
            found.append(read(row))
        except (KeyError, TypeError, ValueError) as error:
            problem = f"{error.args[0]!r} is missing" if isinstance(error, KeyError) else str(error)
            raise MeasurementError(f"{place}: {problem}. See `python -m reliability.slo backtest --help`.") from error
    return found


def _count(row: Mapping[str, Any]) -> tuple[datetime, int, int]:
    total = _whole(row["total"])
    bad = _whole(row["bad"]) if row.get("bad") not in {None, ""} else total - _whole(row["good"])
    if not 0 <= bad <= total:
        raise ValueError(f"{bad} bad of {total} events cannot be")
    return _instant(row["time"]), bad, total


def _incident(row: Mapping[str, Any]) -> Incident:
    start, end = _instant(row["start"]), _instant(row["end"])
    if end <= start:
        raise ValueError("the incident ends before it starts")
    return Incident(str(row.get("title") or "incident"), start, end)


def _whole(value: Any) -> int:
    number = float(value)
    if number != int(number):
        raise ValueError(f"{value} events: give whole numbers")
    return int(number)


def _instant(value: Any) -> datetime:
    text = str(value).strip()
    if text.replace(".", "", 1).isdigit():
        return datetime.fromtimestamp(float(text), UTC)
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(f"{text} has no offset from UTC: write for example 2026-10-01T12:00Z")
    return at
