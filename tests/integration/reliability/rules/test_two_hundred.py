"""Two hundred SLOs: made in no time, accepted by promtool, loaded and evaluated by Prometheus."""

from __future__ import annotations

import json
import subprocess
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from reliability.rules import Intervals, RuleSettings, build_rules
from reliability.rules.rendering import to_yaml
from reliability.slo.model import Service
from reliability.stack import PrometheusServer
from tests.harness.monitoring import prometheus_process
from tests.harness.processes import free_port
from tests.harness.requirements import skip_or_fail
from tests.harness.services import ServiceMissingError, find_promtool
from tests.harness.slo_samples import service

SERVICES: tuple[Service, ...] = tuple(service(f"service-{index}") for index in range(100))
OFTEN = RuleSettings(intervals=Intervals(short=5, long=5))
MADE_WITHIN = 5.0  # seconds
EVALUATED_WITHIN = 120.0


@pytest.fixture(scope="module")
def rule_files(tmp_path_factory) -> Path:
    directory: Path = tmp_path_factory.mktemp("rules")
    started = time.monotonic()
    for one in SERVICES:
        (directory / f"{one.name}.yaml").write_text(to_yaml(build_rules(one, OFTEN), "the test"), encoding="utf-8")
    assert time.monotonic() - started < MADE_WITHIN
    return directory


@pytest.fixture(scope="module")
def promtool() -> Path:
    try:
        return find_promtool()
    except ServiceMissingError as missing:
        skip_or_fail(missing)


def test_promtool_accepts_them(rule_files, promtool) -> None:
    files = sorted(map(str, rule_files.iterdir()))
    run = subprocess.run([promtool, "check", "rules", *files], check=False, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stdout.count("SUCCESS") == len(SERVICES)


def test_prometheus_loads_and_evaluates_them(rule_files, promtool, tmp_path) -> None:
    server = PrometheusServer(folder=tmp_path, port=free_port(), jobs=(), rules=(f"{rule_files}/*.yaml",))
    with prometheus_process(server):
        deadline = time.monotonic() + EVALUATED_WITHIN
        rules = loaded_rules(server)
        while "unknown" in {rule["health"] for rule in rules}:
            assert time.monotonic() < deadline
            time.sleep(0.5)
            rules = loaded_rules(server)
    expected = [rule for one in SERVICES for group in build_rules(one, OFTEN).groups for rule in group.rules]
    assert len(rules) == len(expected)
    assert [rule for rule in rules if rule["health"] != "ok"] == []


def loaded_rules(server: PrometheusServer) -> list[dict[str, Any]]:
    with urllib.request.urlopen(f"{server.address}/api/v1/rules", timeout=10) as answer:
        groups = json.load(answer)["data"]["groups"]
    return [rule for group in groups for rule in group["rules"]]
