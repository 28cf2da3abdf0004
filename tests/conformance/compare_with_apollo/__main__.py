"""Compares our gateway with `@apollo/gateway`: the same supergraphs, subgraphs and operations, answer by answer.

Where the two differ, one schema over the same data, executed by graphql-core, tells who is right.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from tests.conformance.compare_with_apollo.apollo_gateway import NotInstalledError
from tests.conformance.compare_with_apollo.cases import (
    Case,
    compare_random_cases,
    compare_written_cases,
    golden_compositions,
    golden_plans,
    marketplace,
)
from tests.conformance.compare_with_apollo.comparison import Comparison, Results
from tests.conformance.compare_with_apollo.report import print_report

WRITTEN = {"golden": golden_plans, "composition": golden_compositions, "marketplace": marketplace}
MARKETPLACE_OPERATIONS = 20
EXAMPLES = """examples:
  python -m tests.conformance.compare_with_apollo --examples 50
  python -m tests.conformance.compare_with_apollo --examples 300 --seed 7 --json differences.json
  python -m tests.conformance.compare_with_apollo --only golden marketplace --show-examples

exit code: 0 when our gateway always answers as the one schema does, 1 when it does not, 2 when @apollo/gateway is not
installed (`npm ci` in tests/conformance)
"""


def main() -> int:
    """The exit code."""
    options = _options()
    console = Console()
    try:
        with Comparison() as comparison:
            _run(comparison, options, Console(stderr=True))
    except NotInstalledError as reason:
        console.print(str(reason))
        return 2
    results = comparison.results
    print_report(results, console, examples=options.show_examples)
    if options.json is not None:
        text = json.dumps(results.to_json(), indent=2, ensure_ascii=False)
        options.json.write_text(text + "\n", encoding="utf-8")
    return 1 if results.ours_wrong else 0


def _run(comparison: Comparison, options: argparse.Namespace, console: Console) -> Results:
    results = comparison.results
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("comparing", total=None)

        def compare(case: Case) -> None:
            progress.update(task, advance=1, description=f"{case.name}")
            comparison.compare(case)

        for name, folders in WRITTEN.items():
            if name in options.only:
                count = MARKETPLACE_OPERATIONS if name == "marketplace" else options.operations
                results.unusable |= compare_written_cases(folders(), options.seed, count, compare)
        if "random" in options.only:
            compare_random_cases(options.examples, options.seed, options.operations, compare)
    return results


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.conformance.compare_with_apollo",
        description=__doc__,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--examples", type=int, default=200, metavar="N", help="random supergraphs (default 200)")
    parser.add_argument("--operations", type=int, default=3, metavar="N", help="random operations each (default 3)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="the same seed compares the same (default 1)")
    sets = [*WRITTEN, "random"]
    parser.add_argument("--only", nargs="+", choices=sets, default=sets, help="leave the other sets out")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything there, with an example each")
    parser.add_argument("--show-examples", action="store_true", help="print the smallest example of each difference")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
