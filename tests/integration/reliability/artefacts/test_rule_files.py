"""The committed rules, read by promtool. `make test-alerts` runs their tests, which take minutes."""

from __future__ import annotations

import subprocess

import pytest
import yaml

from tests.architecture.tracked_files import ROOT, tracked_files
from tests.harness.requirements import skip_or_fail
from tests.harness.services import ServiceMissingError, find_promtool


def test_promtool_accepts_every_file_of_rules() -> None:
    try:
        promtool = find_promtool()
    except ServiceMissingError as missing:
        skip_or_fail(missing)
    files = tracked_files("alerts/rules/*.yaml")
    assert files
    run = subprocess.run([promtool, "check", "rules", *files], cwd=ROOT, check=False, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stdout.count("SUCCESS") == len(files)


@pytest.mark.parametrize("path", tracked_files("alerts/rules/*.yaml"), ids=lambda path: path.stem)
def test_the_operator_gets_the_same_rules(path) -> None:
    resource = yaml.safe_load((ROOT / "deploy/kubernetes/prometheus-rules" / path.name).read_text(encoding="utf-8"))
    assert (resource["apiVersion"], resource["kind"]) == ("monitoring.coreos.com/v1", "PrometheusRule")
    assert resource["spec"] == yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))
