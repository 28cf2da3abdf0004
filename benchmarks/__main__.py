"""`python -m benchmarks`: measure, print a table, write JSON. Tells; never judges, so it gates nothing."""

import argparse
import json
import sys
from pathlib import Path

from rich.console import Console

from benchmarks.load import WrongAnswerError
from benchmarks.machine import ROOT
from benchmarks.marketplace.cases import UnfitCaseError
from benchmarks.marketplace.measure import measure
from benchmarks.marketplace.report import as_json, print_table
from tests.harness.processes import ProcessFailedError

RESULTS = ROOT / "benchmarks" / "results" / "marketplace.json"
EPILOG = """\
examples:
  python -m benchmarks                                  about three minutes; writes benchmarks/results/marketplace.json
  python -m benchmarks --rounds 2 --seconds 1           a quick look
  python -m benchmarks --json --output /tmp/mine.json   print the JSON instead of the table, and keep it elsewhere

Linux only: processor time is read from /proc. Run it on a machine that does nothing else, and compare
two numbers only when they differ by more than their worst and best rounds do.
"""


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Requests per second, latencies and CPU per request of the marketplace, on seeded data in a "
        "temporary directory: subgraphs in process, and subgraphs in processes of their own.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each measurement (default %(default)s)")
    parser.add_argument("--seconds", type=float, default=2.0, help="length of a round (default %(default)s)")
    parser.add_argument("--json", action="store_true", help="print JSON instead of the table")
    parser.add_argument("--output", type=Path, default=RESULTS, metavar="FILE", help="where to write the JSON")
    options = parser.parse_args()
    if options.rounds < 1 or options.seconds <= 0:
        parser.error("--rounds and --seconds are above 0")
    console = Console(stderr=True)
    try:
        with console.status("Starting") as status:
            measured = measure(rounds=options.rounds, seconds=options.seconds, tell=status.update)
    except (UnfitCaseError, WrongAnswerError, ProcessFailedError, OSError) as error:
        console.print(f"error: {error}", markup=False)
        return 1
    text = json.dumps(as_json(measured, rounds=options.rounds, seconds=options.seconds), indent=2) + "\n"
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(text)
    if options.json:
        sys.stdout.write(text)
    else:
        print_table(Console(), measured)
        console.print(f"Written to {options.output}", markup=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
