"""Prometheus and Alertmanager as the platform starts them: what is scraped is evaluated, and who is to hear hears."""

from __future__ import annotations

import json
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest
import yaml

from reliability.stack import AlertmanagerServer, ProgramMissingError, PrometheusServer, ScrapeJob, find_program
from tests.harness.monitoring import alertmanager_process, prometheus_process
from tests.harness.processes import free_port
from tests.harness.requirements import skip_or_fail

SILENT = "route: {receiver: nobody, group_wait: 0s}\nreceivers: [{name: nobody}]\n"


def read(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=5) as answer:
        return json.load(answer)


def test_an_alert_goes_from_a_scraped_series_to_alertmanager(tmp_path: Path):
    alertmanager = AlertmanagerServer(folder=tmp_path / "alertmanager", port=free_port(), configuration=SILENT)
    rules = tmp_path / "rules.yaml"
    alert = {"alert": "ItIsUp", "expr": 'up{job="itself"} == 1'}
    rules.write_text(yaml.safe_dump({"groups": [{"name": "one", "rules": [alert]}]}))
    port = free_port()
    prometheus = PrometheusServer(
        folder=tmp_path / "prometheus",
        port=port,
        jobs=(ScrapeJob(name="itself", targets=(f"127.0.0.1:{port}",)),),
        rules=(str(rules),),
        alertmanagers=(alertmanager.target,),
        scrape_interval=1,
        evaluation_interval=1,
    )
    try:
        processes = alertmanager_process(alertmanager), prometheus_process(prometheus)
    except ProgramMissingError as missing:
        skip_or_fail(missing)
    with processes[0], processes[1]:
        ends = time.monotonic() + 20
        while not (alerts := read(f"{alertmanager.address}/api/v2/alerts")):
            assert time.monotonic() < ends, processes[1].last_lines()
            time.sleep(0.1)
    assert alerts[0]["labels"] == {"alertname": "ItIsUp", "instance": f"127.0.0.1:{port}", "job": "itself"}


def test_a_program_that_is_missing_is_named_with_its_package():
    with pytest.raises(ProgramMissingError, match=r"apt-get install the-package"):
        find_program("the-package", "no-such-program")
