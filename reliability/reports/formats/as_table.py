"""Text for a terminal: all SLOs in one table; of a single one everything."""

from collections.abc import Sequence
from fractions import Fraction
from io import StringIO

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from reliability.reports.formats.as_markdown import days_table
from reliability.reports.make_sheet import make_sheet, rounded
from reliability.reports.report import SloReport
from reliability.reports.sheet import Chart, Days, Sheet, Table, Words, table
from reliability.slo.error_budget import number, percent
from reliability.slo.model import duration_text

WIDTH = 140


def table_document(reports: Sequence[SloReport]) -> bytes:
    console = Console(file=StringIO(), width=WIDTH, highlight=False)
    if len(reports) == 1:
        _print_sheet(console, make_sheet(reports[0]))
    else:
        _print_table(console, _overview(reports))
    written = console.file
    return "\n".join(line.rstrip() for line in written.getvalue().splitlines()).encode() + b"\n"  # type: ignore[attr-defined]


def _overview(reports: Sequence[SloReport]) -> Table:
    rows = []
    for report in reports:
        budget = report.budget
        rates = [number(Fraction(round(burn.rate * 10), 10)) for burn in budget.burn_rates]
        rows.append(
            (
                report.slo.reference,
                percent(budget.objective),
                number(budget.total),
                number(budget.bad),
                rounded(budget.spent),
                rounded(budget.remaining),
                " ".join(rates),
                f"{budget.exhaustion:%Y-%m-%d %H:%M}" if budget.exhaustion else "",
                report.state.value if report.has_data else "unknown",
            )
        )
    windows = "/".join(duration_text(burn.seconds) for burn in reports[0].budget.burn_rates) if reports else ""
    columns = ("SLO", "Objective", "Total", "Bad", "Spent", "Left", f"Burn {windows}", "Exhausted", "State")
    return table(columns, rows, empty="There are no SLOs.", numeric=(1, 2, 3, 4, 5, 6))


def _print_sheet(console: Console, sheet: Sheet) -> None:
    console.print(Text(sheet.reference, style="bold"))
    console.print(Text(sheet.subtitle))
    console.print(Text(f"State: {sheet.state}"))
    for words in (*sheet.actions, sheet.notice):
        if words:
            console.print(Text(f"  {words}"))
    figures = [(figure.name, figure.text, figure.formula) for figure in (*sheet.headline, *sheet.figures)]
    _print_table(console, table(("Number", "Value", "How"), figures, empty="", numeric=(1,)))
    for section in sheet.sections:
        if all(isinstance(part, Chart) for part in section.parts):
            continue
        console.print(Text(section.title, style="bold"))
        for part in section.parts:
            match part:
                case Table():
                    _print_table(console, part)
                case Days():
                    _print_table(console, days_table(part))
                case Words():
                    console.print(Text(part.text))
        console.print()


def _print_table(console: Console, shown: Table) -> None:
    if not shown.rows:
        console.print(Text(shown.empty))
        return
    rich = RichTable(box=SIMPLE)
    for column in shown.columns:
        rich.add_column(column.text, justify="right" if column.numeric else "left")
    for row in shown.rows:
        rich.add_row(*(Text(cell.text) for cell in row))
    console.print(rich)
