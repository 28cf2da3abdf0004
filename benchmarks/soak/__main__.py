"""`make soak-gateway`: two gateways with everything on, under load and under faults; exit code 1 where anything
happened that no fault explains.
"""

import argparse
import asyncio
import json
import sys
from pathlib import Path
from typing import Final

from rich.console import Console

from benchmarks.machine import ROOT
from benchmarks.soak.faults import FAULTS
from benchmarks.soak.plot import draw
from benchmarks.soak.report import as_json, print_report
from benchmarks.soak.running import Effort, soak
from benchmarks.soak.seconds import Seconds
from tests.harness.processes import ProcessFailedError
from tests.harness.services import ServiceMissingError, find_haproxy, find_redis

RESULTS: Final = ROOT / "benchmarks" / "results"
FULL_SECONDS, QUICK_SECONDS = 600.0, 60.0
EPILOG = """\
examples:
  python -m benchmarks.soak                          10 minutes; writes benchmarks/results/soak.json and soak.svg
  python -m benchmarks.soak --quick                  a minute
  python -m benchmarks.soak --only redis --seconds 40
  python -m benchmarks.soak --clients 60 --output /tmp/soak.json

Needs redis-server and haproxy. Linux only.
"""


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.soak",
        description="Soak two gateways with everything switched on: a steady mixed load, and faults one after another.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--seconds", type=float, help=f"of load ({FULL_SECONDS:.0f})")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_SECONDS:.0f} seconds")
    parser.add_argument("--only", action="append", metavar="FAULT", choices=[one.name for one in FAULTS])
    parser.add_argument("--clients", type=int, default=24, help="that ask at the same time (24)")
    parser.add_argument("--pause", type=float, default=0.15, help="seconds between a client's requests (0.15)")
    parser.add_argument("--output", type=Path, metavar="FILE", help="where to write the JSON; the chart beside it")
    options = parser.parse_args()
    seconds = options.seconds or (QUICK_SECONDS if options.quick else FULL_SECONDS)
    effort = Effort(
        seconds=seconds,
        clients=options.clients,
        pause=options.pause,
        faults=[fault for fault in FAULTS if not options.only or fault.name in options.only],
        calm=seconds / 12,
    )
    console = Console(width=160, soft_wrap=True)
    try:
        find_redis()
        find_haproxy()
        soaked = asyncio.run(soak(effort, lambda at, text: console.print(f"{at:7.1f} s  {text}", markup=False)))
    except (ServiceMissingError, ProcessFailedError) as error:
        console.print(f"error: {error}", markup=False)
        return 1
    print_report(console, soaked)
    output = options.output or (RESULTS / "soak.json" if seconds >= FULL_SECONDS and not options.only else None)
    if output is not None:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(json.dumps(as_json(soaked)) + "\n")
        evidence = soaked.evidence
        chart = draw(Seconds.of(evidence.records, evidence.series), evidence.series, evidence.windows)
        output.with_suffix(".svg").write_text(chart)
        console.print(f"Written to {output} and {output.with_suffix('.svg')}", markup=False)
    return 0 if soaked.passed else 1


if __name__ == "__main__":
    sys.exit(main())
