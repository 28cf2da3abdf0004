"""Runs `alerts/tests/routes.yaml` and its like with `amtool`: promtool has such tests, Alertmanager has not."""

from __future__ import annotations

import subprocess
from pathlib import Path

import yaml

from tests.harness.services import find_amtool


def check_configuration(path: Path) -> str:
    """What amtool finds wrong; empty: nothing."""
    run = _amtool("check-config", str(path))
    return "" if run.returncode == 0 else run.stdout + run.stderr


def run_routing_tests(path: Path) -> list[str]:
    """A line for each alert that another receiver would hear of; empty: all go where they shall."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    configuration = path.parent / content["configuration"]
    assert content["routes"], "a file without cases tests nothing"
    failures = []
    for case in content["routes"]:
        labels = [f"{label}={value}" for label, value in case["alert"].items()]
        verified = f"--verify.receivers={case['receiver']}"
        run = _amtool("config", "routes", "test", f"--config.file={configuration}", verified, *labels)
        if run.returncode != 0:
            found = " ".join((run.stdout + run.stderr).split())
            failures.append(f"{' '.join(labels)}: {case['receiver']} expected, {found}")
    return failures


def _amtool(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([find_amtool(), *arguments], check=False, capture_output=True, text=True)
