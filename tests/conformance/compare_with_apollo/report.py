"""What a run found, for people."""

from __future__ import annotations

import json
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from tests.conformance.compare_with_apollo.comparison import OURS, THEIRS, Results

NAMES = {OURS: "our gateway", THEIRS: "@apollo/gateway"}


def print_report(results: Results, console: Console, *, examples: bool) -> None:
    """Totals, then each kind of difference; with `examples` the smallest example of each."""
    totals = Table(title=f"{results.operations} operations over {results.supergraphs} supergraphs")
    totals.add_column("")
    totals.add_column("as one schema answers", justify="right")
    totals.add_column("fetches where both do", justify="right")
    totals.add_column("operations with fewer fetches", justify="right")
    for asker, name in NAMES.items():
        counts = (results.right[asker], results.fetches[asker], results.fewer[asker])
        totals.add_row(name, *map(str, counts))
    console.print(totals)
    if results.found:
        console.print(_differences(results))
    for name, reason in results.unusable.items():
        console.print(f"[dim]not compared: {escape(name)}: {escape(reason)}[/dim]")
    if examples:
        for number, each in enumerate(results.ordered, 1):
            console.rule(f"{number}. {escape(each.difference.cause)}")
            _print_example(each.example, console)


def _differences(results: Results) -> Table:
    table = Table(title="Differences, and who is confirmed by one schema over the same data", show_lines=True)
    table.add_column("#", justify="right")
    table.add_column("difference in")
    table.add_column("right")
    table.add_column("times", justify="right")
    table.add_column("what the other did")
    table.add_column("example")
    for number, each in enumerate(results.ordered, 1):
        difference = each.difference
        verdict = NAMES.get(difference.verdict, str(difference.verdict))
        example = str(each.example["case"])
        table.add_row(str(number), difference.kind, verdict, str(each.count), escape(difference.cause), escape(example))
    return table


def _print_example(example: dict[str, Any], console: Console) -> None:
    lines = [f"# subgraph {name}\n{text}" for name, text in example["subgraphs"].items()]
    lines.append(f"# operation\n{example['query']}\n# variables {json.dumps(example['variables'])}")
    answers = {NAMES.get(who, "one schema"): example[who] for who in (OURS, THEIRS, "one_schema")}
    lines += [f"{name}: {json.dumps(answer, ensure_ascii=False)}" for name, answer in answers.items()]
    console.print("\n".join(lines), markup=False, highlight=False, soft_wrap=True)
