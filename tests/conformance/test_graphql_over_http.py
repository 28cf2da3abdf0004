"""The GraphQL over HTTP specification, judged by the audit of its reference implementation `graphql-http`."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.harness.processes import ROOT, Process, accepts_connections, free_port
from tests.harness.requirements import skip_or_fail

FOLDER = Path(__file__).parent
AUDITS_AT_LEAST = 60

pytestmark = pytest.mark.conformance


@pytest.fixture(scope="module")
def gateway_url(tmp_path_factory) -> Iterator[str]:
    """The gateway as `serve` runs it. The audit asks for `__typename` and `__type` only: no subgraph needs to run."""
    port = free_port()
    command = [sys.executable, "-m", "marketplace.gateway", "serve", "--introspection", "--port", str(port)]
    command += ["--supergraph", str(ROOT / "marketplace" / "supergraph.graphql")]
    for name in ("users", "offers", "reviews"):
        command += ["--subgraph", f"{name}=http://127.0.0.1:1/graphql"]
    log = tmp_path_factory.mktemp("gateway") / "log"
    with Process("gateway", command, log, lambda: accepts_connections(port)):
        yield f"http://127.0.0.1:{port}/graphql"


def test_every_audit_passes(gateway_url):
    node = shutil.which("node")
    if node is None:
        skip_or_fail(FileNotFoundError("node was not found: install Node.js, then run `make setup` again."))
    if not (FOLDER / "node_modules" / "graphql-http").is_dir():
        skip_or_fail(FileNotFoundError("graphql-http is not installed: run `npm ci` in tests/conformance."))
    finished = subprocess.run(
        [node, FOLDER / "graphql_over_http.mjs", gateway_url],
        cwd=FOLDER,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    audits = [json.loads(line) for line in finished.stdout.splitlines()]
    not_passed = [
        f"{audit['status']}: {audit['id']} {audit['name']}: {audit['reason']}"
        for audit in audits
        if audit["status"] != "ok"
    ]
    assert not_passed == []
    assert len(audits) >= AUDITS_AT_LEAST
