"""`python -m tests.conformance.federation_audit CHECKOUT`: the public audit of federation gateways against ours.

The audit (graphql-hive/federation-gateway-audit, MIT) is a project for Node.js 22 or newer. It runs unmodified, from a
checkout with installed modules, and nothing of it is copied here. For each of its suites it serves the subgraphs,
starts `python -m marketplace.gateway serve` by a script, and compares answers.
"""

import argparse
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.harness.processes import ROOT, free_port

RESULTS = ROOT / "tests" / "conformance" / "results" / "federation_audit.json"
PASSED = "."
HEALTH_TIMEOUT_MS = 15_000
EPILOG = """\
examples:
  git clone https://github.com/graphql-hive/federation-gateway-audit && (cd federation-gateway-audit && npm install)
  python -m tests.conformance.federation_audit federation-gateway-audit
  python -m tests.conformance.federation_audit federation-gateway-audit --node /opt/node/bin/node --poor-plans
"""


class AuditError(Exception):
    """The audit could not be run; one line for a person, with the remedy."""


@dataclass(frozen=True)
class Suite:
    """One suite's cases in order; True for those that passed."""

    name: str
    cases: tuple[bool, ...]

    @property
    def passed(self) -> int:
        return sum(self.cases)


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
    parser.add_argument("--output", type=Path, default=RESULTS, metavar="FILE", help="where to write the JSON")
    options = parser.parse_args(arguments)
    work = Path(tempfile.mkdtemp(prefix="federation-audit-"))
    try:
        suites = run_audit(options.checkout.resolve(), options.node, work, poor_plans=options.poor_plans)
    except AuditError as error:
        sys.stderr.write(f"error: {error}\n")
        return 1
    sys.stdout.write(as_table(suites))
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(json.dumps(as_json(suites, poor_plans=options.poor_plans), indent=2) + "\n")
    if suites and all(all(suite.cases) for suite in suites):
        shutil.rmtree(work)
        return 0
    sys.stderr.write(f"Logs of the gateway and of the cases: {work / 'logs'}\n")
    return 1


def run_audit(checkout: Path, node: str, work: Path, *, poor_plans: bool) -> list[Suite]:
    """Every suite; files that the audit writes go to `work`. Raises AuditError."""
    executable = shutil.which(node)
    if executable is None:
        raise AuditError(f"{node} was not found: install Node.js 22 or newer, or name it with --node.")
    runner = checkout / "node_modules" / ".bin" / "tsx"
    if not runner.exists():
        raise AuditError(f"{runner} is missing: check the audit out there and run `npm install` in it.")
    audit, gateway = free_port(), free_port()
    script = work / "run.sh"
    script.write_text(start_script(audit, gateway))
    address = f"http://127.0.0.1:{gateway}"
    command = [
        *(str(runner), "src/cli.ts", "test", "--run-script", str(script), "--port", str(audit), "--cwd", str(work)),
        *("--graphql", f"{address}/graphql", "--healthcheck", f"{address}/health"),
    ]
    environment = {
        "PATH": f"{Path(executable).parent}{os.pathsep}{os.environ['PATH']}",
        "GATEWAY_TIMEOUT": str(HEALTH_TIMEOUT_MS),
        "PUNISH_FOR_POOR_PLANS": "1" if poor_plans else "0",
    }
    log = work / "audit.log"
    sys.stderr.write(f"Two minutes for a start and a stop of the gateway in every suite; {log} grows meanwhile.\n")
    with log.open("wb") as output:
        status = subprocess.run(
            command, cwd=checkout, env={**os.environ, **environment}, stdout=output, stderr=output, check=False
        ).returncode
    results = work / "results.txt"
    if not results.exists():
        raise AuditError(f"the audit ended with status {status} and wrote no results; see {log}.")
    return read_results(results.read_text())


def start_script(audit_port: int, gateway_port: int) -> str:
    """What the audit runs for each suite, named by the script's argument. The shell becomes the gateway, so that the
    signal that ends the suite reaches it.
    """
    serve = f"exec {shlex.quote(sys.executable)} -m marketplace.gateway serve --port {gateway_port} --poll 0"
    place = f'"http://localhost:{audit_port}/$1/supergraph"'
    return f"cd {shlex.quote(str(ROOT))} && {serve} --supergraph {place} --expose-subgraph-errors\n"


def read_results(text: str) -> list[Suite]:
    """The audit's results file: a line with a suite's name, a line with a character for each case, ..."""
    lines = text.partition("\n---")[0].split("\n")
    named = zip(lines[::2], lines[1::2], strict=False)
    return [Suite(name, tuple(case == PASSED for case in cases.strip())) for name, cases in named if name.strip()]


def as_table(suites: Sequence[Suite]) -> str:
    """One line for each suite, and the sum."""
    width = max((len(suite.name) for suite in suites), default=0)
    lines = [
        f"{suite.name:{width}}  {suite.passed:>3} of {len(suite.cases):<3} "
        + "".join(PASSED if case else "X" for case in suite.cases)
        for suite in suites
    ]
    whole = sum(bool(suite.cases) and all(suite.cases) for suite in suites)
    passed, total = sum(suite.passed for suite in suites), sum(len(suite.cases) for suite in suites)
    return "\n".join(["", *lines, "", f"{passed} of {total} cases passed, {whole} of {len(suites)} suites whole", ""])


def as_json(suites: Sequence[Suite], *, poor_plans: bool) -> Mapping[str, object]:
    return {
        "passed": sum(suite.passed for suite in suites),
        "cases": sum(len(suite.cases) for suite in suites),
        "needless_fetches_fail": poor_plans,
        "suites": {suite.name: {"passed": suite.passed, "cases": len(suite.cases)} for suite in suites},
    }


if __name__ == "__main__":
    sys.exit(main())
