"""Runs the audit: a project for Node.js that starts the gateway by a script, once for each of its suites."""

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.conformance.federation_audit.suites import Suite, read_results
from tests.harness.processes import ROOT, free_port

HEALTH_TIMEOUT_MS = 15_000


class AuditError(Exception):
    """The audit could not be run; one line for a person, with the remedy."""


@dataclass(frozen=True)
class Audit:
    """The audit's checkout and the Node.js executable; files that it writes go to `work`. The gateway runs with this
    configuration, which may refer to variables of `environment` and to AUDIT_SUITE.
    """

    checkout: Path
    node: str
    work: Path
    configuration: Path
    poor_plans: bool = False
    environment: Mapping[str, str] = field(default_factory=dict)

    def run(self) -> list[Suite]:
        """Every suite. Raises AuditError."""
        executable = shutil.which(self.node)
        if executable is None:
            raise AuditError(f"{self.node} was not found: install Node.js 22 or newer, or name it with --node.")
        runner = self.checkout / "node_modules" / ".bin" / "tsx"
        if not runner.exists():
            raise AuditError(f"{runner} is missing: check the audit out there and run `npm install` in it.")
        audit, gateway = free_port(), free_port()
        script = self.work / "run.sh"
        script.write_text(start_script(audit, gateway, self.configuration))
        address = f"http://127.0.0.1:{gateway}"
        command = [
            *(str(runner), "src/cli.ts", "test", "--run-script", str(script), "--port", str(audit)),
            *("--cwd", str(self.work), "--graphql", f"{address}/graphql", "--healthcheck", f"{address}/health"),
        ]
        environment = {
            "PATH": f"{Path(executable).parent}{os.pathsep}{os.environ['PATH']}",
            "GATEWAY_TIMEOUT": str(HEALTH_TIMEOUT_MS),
            "PUNISH_FOR_POOR_PLANS": "1" if self.poor_plans else "0",
            **self.environment,
        }
        log = self.work / "audit.log"
        sys.stderr.write(f"Two minutes for a start and a stop of the gateway in every suite; {log} grows meanwhile.\n")
        with log.open("wb") as output:
            status = subprocess.run(
                command, cwd=self.checkout, env={**os.environ, **environment}, stdout=output, stderr=output, check=False
            ).returncode
        results = self.work / "results.txt"
        if not results.exists():
            raise AuditError(f"the audit ended with status {status} and wrote no results; see {log}.")
        return read_results(results.read_text())


def start_script(audit_port: int, gateway_port: int, configuration: Path) -> str:
    """What the audit runs for each suite, named by the script's argument. The shell becomes the gateway, so that the
    signal that ends the suite reaches it.
    """
    serve = f"exec {shlex.quote(sys.executable)} -m marketplace.gateway serve --port {gateway_port}"
    place = f'"http://localhost:{audit_port}/$1/supergraph"'
    return (
        f"cd {shlex.quote(str(ROOT))} && export AUDIT_SUITE=$1 && "
        f"{serve} --config {shlex.quote(str(configuration))} --supergraph {place}\n"
    )
