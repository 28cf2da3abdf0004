"""The import directions of the layout: the contracts stand in pyproject.toml under [tool.importlinter]."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.architecture.tracked_files import ROOT


def test_every_contract_is_kept() -> None:
    command = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run([command, "--no-cache"], cwd=ROOT, check=False, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    assert " 0 broken" in run.stdout
