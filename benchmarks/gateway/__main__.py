"""`make bench-gateway`: our gateway beside others on this machine; prints the table with the targets, writes JSON."""

import argparse
import json
import sys
from contextlib import redirect_stdout
from fnmatch import fnmatch
from pathlib import Path

from rich.console import Console

from benchmarks.gateway.contenders import PEERS
from benchmarks.gateway.measures import MEASURES
from benchmarks.gateway.report import as_json, print_table, why_disturbed
from benchmarks.gateway.rounds import Effort, measure_all
from benchmarks.gateway.workload.graph import UnfitGraphError
from benchmarks.gateway.wrk import LoadFailedError, find_wrk
from benchmarks.machine import ROOT
from deploy.bootstrap import install_npm_modules
from tests.harness.processes import ProcessFailedError

RESULTS = ROOT / "benchmarks" / "results" / "gateway.json"
QUICK = Effort(rounds=3, seconds=2, warm_up=2)
FULL = Effort(rounds=5, seconds=5, warm_up=6)
EPILOG = """\
examples:
  python -m benchmarks.gateway                               a quarter of an hour; writes results/gateway.json
  python -m benchmarks.gateway --quick                       six minutes: shorter rounds, and fewer of them
  python -m benchmarks.gateway --only 'alone/*' --only cold  some measures (--list names them)
  python -m benchmarks.gateway --json --output /tmp/my.json  print the JSON, not the table; keep it elsewhere

Needs wrk (Debian, Ubuntu: apt-get install wrk). The other gateways are npm packages, installed when npm can be
reached; what cannot be had is named and left out. Linux only. Run it on a machine that does nothing else.
"""


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.gateway",
        description="CPU per request, memory and cold plans of our gateway beside @apollo/gateway and Hive Gateway "
        "with its Rust planner, on the public gateways benchmark's shape.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--quick", action="store_true", help="a first look")
    parser.add_argument("--only", action="append", metavar="NAME", help="measures by name; * stands for anything")
    parser.add_argument("--list", action="store_true", help="name the measures and stop")
    parser.add_argument("--json", action="store_true", help="print JSON instead of the table")
    parser.add_argument("--output", type=Path, metavar="FILE", help="where to write the JSON")
    options = parser.parse_args()
    patterns = options.only or ["*"]
    measures = [one for one in MEASURES if any(fnmatch(one.name, pattern) for pattern in patterns)]
    if options.list:
        sys.stdout.writelines(f"{one.name:24} {one.title}\n" for one in measures)
        return 0
    if not measures:
        parser.error(f"no measure is called {options.only[0]}; --list names them")
    output = options.output or (None if options.only or options.quick else RESULTS)
    effort = QUICK if options.quick else FULL
    console = Console(stderr=True)
    try:
        find_wrk()
        with redirect_stdout(sys.stderr):
            install_npm_modules(PEERS, "the other gateways")
        with console.status("Starting") as status:
            measured = measure_all(measures, effort, status.update)
    except (LoadFailedError, UnfitGraphError, ProcessFailedError, OSError) as error:
        console.print(f"error: {error}", markup=False)
        return 1
    for reason in measured.missing.values():
        console.print(reason, markup=False)
    disturbed = why_disturbed(measured)
    if disturbed is not None:
        console.print(disturbed, style="yellow", markup=False)
    text = json.dumps(as_json(measures, measured, effort), indent=2) + "\n"
    if output is not None:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(text)
        console.print(f"Written to {output}", markup=False)
    if options.json:
        sys.stdout.write(text)
    else:
        print_table(Console(), measures, measured)
    return 0


if __name__ == "__main__":
    sys.exit(main())
