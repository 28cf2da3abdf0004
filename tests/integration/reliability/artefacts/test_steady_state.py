"""The generated hypotheses, held and not, by Chaos Toolkit against a real Prometheus."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from reliability.artefacts.site import load_site
from reliability.artefacts.steady_state import build_steady_states
from reliability.prometheus import Prometheus
from reliability.slo.model import Service
from reliability.stack import ProgramMissingError, PrometheusServer, is_ready
from tests.architecture.tracked_files import ROOT
from tests.harness.processes import Process, free_port
from tests.harness.requirements import skip_or_fail
from tests.harness.slo_samples import EVENTS, GATEWAY, USERS

RATIOS = {
    # Each just within its objective: 0.1 %, for mutations 0.05 %, for latency 1 %.
    "gateway-availability": {"query": 0.0009, "mutation": 0.0004},
    "gateway-latency": {"": 0.009},
    # Twice what is allowed.
    "users-availability": {"": 0.002},
    "users-latency": {"": 0.0},
}
"""What Prometheus holds of the last five minutes. Of events nothing was measured."""


@pytest.fixture(scope="module")
def prometheus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server whose rules record these ratios each second."""
    folder = tmp_path_factory.mktemp("prometheus")
    rules = [
        {
            "record": "slo:error:ratio5m",
            "expr": f"vector({ratio})",
            "labels": {"slo_id": slo} | ({"operation_class": group} if group else {}),
        }
        for slo, groups in RATIOS.items()
        for group, ratio in groups.items()
    ]
    (folder / "rules.yaml").write_text(yaml.safe_dump({"groups": [{"name": "ratios", "rules": rules}]}))
    server = PrometheusServer(
        folder=folder, port=free_port(), jobs=(), rules=(str(folder / "rules.yaml"),), evaluation_interval=1
    )
    try:
        command = server.command()
    except ProgramMissingError as missing:
        skip_or_fail(missing)
    with Process(
        name="Prometheus", command=command, log=folder / "server.log", ready=lambda: is_ready(server.ready_url)
    ):
        deadline = time.monotonic() + 20
        while recorded(server.address) < sum(map(len, RATIOS.values())):
            assert time.monotonic() < deadline, "the rules were not evaluated"
            time.sleep(0.1)
        yield server.address


def recorded(address: str) -> int:
    return len(Prometheus(address).query("slo:error:ratio5m", at=int(time.time() * 1000)))


def run_experiment(service: Service, prometheus: str, folder: Path) -> dict[str, Any]:
    """The journal's part on the hypothesis before a method that does nothing."""
    (document,) = build_steady_states((service,), load_site(ROOT / "alerts" / "site.yaml"))
    experiment = {"title": "Nothing happens", "description": "...", "method": [], **yaml.safe_load(document.text)}
    (folder / "experiment.json").write_text(json.dumps(experiment))
    subprocess.run(
        [
            *(sys.executable, "-m", "chaostoolkit", "--no-version-check", "--no-log-file"),
            *("run", "--journal-path", "journal.json", "experiment.json"),
        ],
        cwd=folder,
        env={"PROMETHEUS_URL": prometheus, "PYTHONPATH": str(ROOT), "HOME": str(folder), "LC_ALL": "C.UTF-8"},
        check=False,
        capture_output=True,
        timeout=60,
    )
    journal = json.loads((folder / "journal.json").read_text())
    before: dict[str, Any] = journal["steady_states"]["before"]
    return before


def test_kept_objectives_hold(prometheus: str, tmp_path: Path) -> None:
    found = run_experiment(GATEWAY, prometheus, tmp_path)
    assert found["steady_state_met"] is True
    assert [probe["output"] for probe in found["probes"]] == [0.0004, 0.0009, 0.009]


def test_a_broken_objective_does_not(prometheus: str, tmp_path: Path) -> None:
    found = run_experiment(USERS, prometheus, tmp_path)
    assert found["steady_state_met"] is False
    assert [(probe["output"], probe["tolerance_met"]) for probe in found["probes"]] == [(0.002, False)]


def test_what_is_not_measured_does_not_hold(prometheus: str, tmp_path: Path) -> None:
    found = run_experiment(EVENTS, prometheus, tmp_path)
    assert found["steady_state_met"] is False
    assert "has no number for max(slo:error:ratio5m" in "".join(found["probes"][0]["exception"])
