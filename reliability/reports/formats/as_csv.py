"""CSV (RFC 4180) for spreadsheets: a row for each window, group, cause, day, hour and minute with bad events."""

import csv
from collections.abc import Iterator, Sequence
from fractions import Fraction
from io import StringIO
from typing import Final

from reliability.reports.make_sheet import group_text
from reliability.reports.report import Interval, SloReport
from reliability.slo.error_budget import Budget

COLUMNS: Final = (
    "slo", "level", "start", "end", "group", "cause", "objective", "total", "good", "bad", "allowed_bad", "spent",
)  # fmt: skip
LEVELS: Final = ("day", "hour", "smallest")
FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for one at a cell's start (OWASP, CSV Injection)."""

Row = dict[str, str | int]


def csv_document(reports: Sequence[SloReport]) -> bytes:
    text = StringIO()
    writer = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    for report in reports:
        for row in _rows(report):
            writer.writerow({name: harmless(value) for name, value in row.items()})
    return text.getvalue().encode()


def harmless(value: str | int) -> str | int:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULAS) else value


def _rows(report: SloReport) -> Iterator[Row]:
    name = report.slo.reference
    yield {"slo": name, "level": "window", **_budget(report.budget)}
    for group in report.groups:
        yield {"slo": name, "level": "group", "group": group_text(group.group), **_budget(group.budget)}
    for share in report.shares:
        yield {"slo": name, "level": "cause", "cause": share.cause or "unattributed", "bad": share.bad}
    for day in report.days:
        for row in _intervals(day, 0):
            yield {"slo": name, **row}


def _intervals(interval: Interval, depth: int) -> Iterator[Row]:
    yield {
        "level": LEVELS[depth],
        "start": interval.start.isoformat(),
        "end": interval.end.isoformat(),
        "total": interval.total,
        "good": interval.total - interval.bad,
        "bad": interval.bad,
        "spent": decimal(interval.spent),
    }
    for part in interval.parts:
        yield from _intervals(part, depth + 1)


def _budget(budget: Budget) -> Row:
    return {
        "start": budget.period.start.isoformat(),
        "end": budget.period.end.isoformat(),
        "objective": decimal(budget.objective),
        "total": budget.total,
        "good": decimal(budget.good),
        "bad": decimal(budget.bad),
        "allowed_bad": decimal(budget.allowed_bad),
        "spent": decimal(budget.spent),
    }


def decimal(value: Fraction) -> str:
    """Return as many digits as say it, at most twelve that count."""
    return str(value.numerator) if value.denominator == 1 else f"{float(value):.12g}"
