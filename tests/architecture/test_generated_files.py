"""Generated files are what their generator would write now."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.architecture.tracked_files import ROOT


@pytest.mark.parametrize(
    "command",
    [
        ("export_subgraph_schemas", "--check"),
        ("compose_supergraph", "--check"),
        ("makemigrations", "--check", "--dry-run"),
        ("build_artefacts", "--check"),
    ],
    ids=lambda command: command[0],
)
def test_a_generator_would_change_nothing(command: tuple[str, ...]) -> None:
    run = subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, check=False, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize(
    ("action", "file"),
    [("docs", "marketplace/gateway/CONFIGURATION.md"), ("schema", "marketplace/gateway/configuration/schema.json")],
)
def test_the_options_texts_are_those_of_the_options(action: str, file: str) -> None:
    command = [sys.executable, "-m", "marketplace.gateway", "config", action, "--check", file]
    run = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
