"""GitHub's Markdown. Charts are for formats that can draw: here their numbers stand in the tables."""

from collections.abc import Iterator, Sequence
from typing import assert_never

from reliability.reports.make_sheet import make_sheet
from reliability.reports.report import SloReport
from reliability.reports.sheet import Chart, Days, Part, Sheet, Table, Words, table


def markdown_document(reports: Sequence[SloReport]) -> bytes:
    sheets = [make_sheet(report) for report in reports]
    return ("\n".join(line for sheet in sheets for line in _sheet(sheet)) + "\n").encode()


def _sheet(sheet: Sheet) -> Iterator[str]:
    yield from (f"# {_escaped(sheet.reference)}", "", _escaped(sheet.subtitle), "", f"State: **{sheet.state}**", "")
    yield from (f"- {_escaped(action)}" for action in sheet.actions)
    if sheet.notice:
        yield from ("", f"> {_escaped(sheet.notice)}")
    figures = [(figure.name, figure.text, figure.formula) for figure in (*sheet.headline, *sheet.figures)]
    yield from ("", *_part(table(("Number", "Value", "How"), figures, empty="", numeric=(1,))), "")
    for section in sheet.sections:
        lines = [line for part in section.parts for line in _part(part)]
        if lines:
            yield from (f"## {section.title}", "", *lines, "")


def _part(part: Part) -> list[str]:
    match part:
        case Table():
            return _table(part)
        case Words():
            return [_escaped(part.text)]
        case Days():
            return _table(days_table(part))
        case Chart():
            return []
        case _:
            assert_never(part)


def days_table(part: Days) -> Table:
    """Return the days without what they open to."""
    rows = [(line.when, line.counts, line.spent, line.causes) for line in part.days]
    return table(("Day", part.unit.capitalize(), "Of the budget", "By"), rows, empty="", numeric=())


def _table(part: Table) -> list[str]:
    if not part.rows:
        return [part.empty]
    return [
        _row([cell.text for cell in part.columns]),
        _row(["---:" if cell.numeric else "---" for cell in part.columns]),
        *(_row([cell.text for cell in row]) for row in part.rows),
    ]


def _row(texts: Sequence[str]) -> str:
    return f"| {' | '.join(text if set(text) <= {'-', ':'} else _escaped(text) for text in texts)} |"


def _escaped(text: str) -> str:
    """Return the words with nothing in them that Markdown or HTML would take for more."""
    for sign in ("\\", "|", "`", "*", "_", "[", "]", "<", ">"):
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.replace("\u202f", " ").split())
