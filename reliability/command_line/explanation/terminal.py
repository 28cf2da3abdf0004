"""An explanation for people, on a terminal."""

from collections.abc import Iterable

from rich import box
from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from reliability.command_line.explanation.document import Explanation
from reliability.command_line.explanation.tiers import TierExplanation
from reliability.command_line.explanation.words import grouped, percent, span
from reliability.slo.model import duration_text

COLORS = {"good": "green", "bad": "red", "all": "cyan", "page": "red", "ticket": "yellow"}
HEADINGS = (
    "",
    "\nwindows",
    "burn\nrate",
    "fires\nabove",
    "outage\nfound in",
    "at limit\nfound in",
    "budget\nlasts",
)


def print_explanations(explanations: Iterable[Explanation], console: Console) -> None:
    for explanation in explanations:
        console.print(_panel(explanation))


def _panel(explanation: Explanation) -> Panel:
    slo = explanation.slo
    parts: list[RenderableType] = [Text(slo.description, style="italic"), Text(), _facts(explanation)]
    if explanation.tiers:
        parts += [Text(), _tiers(explanation.tiers), Text(), _derivations(explanation.tiers)]
    else:
        parts += [Text(), Text("No burn-rate alerts.", style="yellow")]
    title = f"[bold]{escape(slo.reference)}[/bold]  {percent(slo.objective)}"
    return Panel(Group(*parts), title=title, title_align="left", box=box.ROUNDED, padding=(1, 2))


def _facts(explanation: Explanation) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row("indicator", explanation.kind)
    for name, words in explanation.meaning.items():
        table.add_row(Text(name, style=COLORS[name]), Text(words))
    table.add_row("window", explanation.window)
    if explanation.slo.group_by:
        table.add_row("groups", f"a budget for each {', '.join(explanation.slo.group_by)}")
    for match, objective in explanation.groups:
        table.add_row("", f"{escape(match)}: {percent(objective)}")
    table.add_row("budget", f"{percent(explanation.budget.share)} of the events")
    for sentence in explanation.budget.sentences():
        table.add_row("", sentence)
    for number, sentence in enumerate(explanation.inexact):
        table.add_row("" if number else "inexact", Text(sentence, style="dim"))
    return table


def _tiers(tiers: Iterable[TierExplanation]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False)
    for heading in HEADINGS:
        table.add_column(heading, justify="right" if heading else "left", no_wrap=True)
    for tier in tiers:
        hold = f" for {duration_text(tier.hold)}" if tier.hold else ""
        full, limit = tier.detected_at_full_outage, tier.detected_at_threshold
        table.add_row(
            Text(tier.severity, style=COLORS[tier.severity]),
            f"{duration_text(tier.long)}, {duration_text(tier.short)}{hold}",
            f"{grouped(tier.factor)}x",
            percent(tier.error_ratio),
            "never" if full is None else span(full),
            "never" if limit is None else span(limit),
            span(tier.exhausted_at_threshold),
        )
    return table


def _derivations(tiers: Iterable[TierExplanation]) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for tier in tiers:
        name = Text(f"{tier.severity} {duration_text(tier.long)}", style=COLORS[tier.severity])
        table.add_row(name, f"burn rate = {tier.derivation}")
        table.add_row("", Text(tier.gate_text, style="dim"))
    return table
