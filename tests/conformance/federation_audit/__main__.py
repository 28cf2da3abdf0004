"""`python -m tests.conformance.federation_audit CHECKOUT`: the public audit of federation gateways against ours.

The audit (graphql-hive/federation-gateway-audit, MIT) is a project for Node.js 22 or newer. It runs unmodified, from a
checkout with installed modules, and nothing of it is copied here. For each of its suites it serves the subgraphs,
starts `python -m marketplace.gateway serve` by a script, and compares answers.
"""

import argparse
import asyncio
import json
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tests.conformance.federation_audit.running import Audit, AuditError
from tests.conformance.federation_audit.suites import Suite, as_json, as_table
from tests.conformance.federation_audit.surroundings import surroundings
from tests.harness.processes import ROOT

HERE = Path(__file__).parent
RESULTS = ROOT / "tests" / "conformance" / "results"
EPILOG = """\
examples:
  git clone https://github.com/graphql-hive/federation-gateway-audit && (cd federation-gateway-audit && npm install)
  python -m tests.conformance.federation_audit federation-gateway-audit
  python -m tests.conformance.federation_audit federation-gateway-audit --everything-on
  python -m tests.conformance.federation_audit federation-gateway-audit --node /opt/node/bin/node --poor-plans
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when every case of every suite passed."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.conformance.federation_audit",
        description="Run the public federation gateway audit against this gateway.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("checkout", type=Path, help="the audit's folder, its npm modules installed")
    parser.add_argument("--node", default="node", help="the Node.js executable (default: the one on PATH)")
    parser.add_argument("--poor-plans", action="store_true", help="let needless fetches fail too")
    parser.add_argument(
        "--everything-on",
        action="store_true",
        help="with caches, Redis, rate limits, demand control, tokens, telemetry (needs redis-server)",
    )
    parser.add_argument("--output", type=Path, metavar="FILE", help="where to write the JSON")
    options = parser.parse_args(arguments)
    name = "everything_on" if options.everything_on else "plain"
    output = options.output or RESULTS / (
        "federation_audit.json" if name == "plain" else f"federation_audit_{name}.json"
    )
    audit = Audit(
        checkout=options.checkout.resolve(),
        node=options.node,
        work=Path(tempfile.mkdtemp(prefix="federation-audit-")),
        configuration=HERE / f"{name}.yaml",
        poor_plans=options.poor_plans,
    )
    try:
        suites, worked = asyncio.run(run_with_everything_on(audit)) if options.everything_on else (audit.run(), {})
    except AuditError as error:
        sys.stderr.write(f"error: {error}\n")
        return 1
    sys.stdout.write(as_table(suites))
    sys.stdout.writelines(f"{count} {what.replace('_', ' ')}\n" for what, count in worked.items())
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(json.dumps(as_json(suites, poor_plans=audit.poor_plans, worked=worked), indent=2) + "\n")
    if suites and all(all(suite.cases) for suite in suites):
        shutil.rmtree(audit.work)
        return 0
    sys.stderr.write(f"Logs of the gateway and of the cases: {audit.work / 'logs'}\n")
    return 1


async def run_with_everything_on(audit: Audit) -> tuple[list[Suite], dict[str, int]]:
    """The suites, and what the parts that are on have to show for it."""
    async with surroundings(audit.work) as around:
        suites = await asyncio.to_thread(replace(audit, environment=around.environment).run)
        return suites, await asyncio.to_thread(around.what_worked)


if __name__ == "__main__":
    sys.exit(main())
