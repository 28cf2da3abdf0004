"""The bootstrap's refusals: one line each, with the remedy."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from deploy import bootstrap
from tests.harness.processes import ROOT

NO_SPACE = "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device\n"
WRONG_HASH = "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.\n    django from ...\n"
NO_NETWORK = "WARNING: Retrying (...)\nERROR: No matching distribution found for django==5.2\n"


def run_script(folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """`bootstrap.sh` where the folder is all there is to find programs in."""
    (folder / "dirname").symlink_to(str(shutil.which("dirname")))
    return subprocess.run(
        ["/bin/sh", ROOT / "deploy/bootstrap.sh", "runtime"],
        env={"PATH": str(folder), **variables},
        check=False,
        capture_output=True,
        text=True,
    )


def write_program(path: Path, script: str) -> None:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def test_without_python(tmp_path: Path) -> None:
    run = run_script(tmp_path)
    assert run.returncode == 1
    assert run.stderr.startswith("error: no Python found. Install Python 3.11 or newer")
    assert run.stderr.count("\n") == 1


def test_with_too_old_a_python(tmp_path: Path) -> None:
    write_program(tmp_path / "python3", '[ "$1" = -V ] && echo "Python 3.9.2" && exit 0; exit 1')
    run = run_script(tmp_path)
    assert run.returncode == 1
    assert "python3 (Python 3.9.2)" in run.stderr
    assert "3.11 or newer" in run.stderr
    assert run.stderr.count("\n") == 1


def test_the_named_python_comes_first(tmp_path: Path) -> None:
    chosen = tmp_path / "chosen"
    write_program(chosen, '[ "$1" = -c ] && exit 0; echo "$0 $2"')
    write_program(tmp_path / "python3", "exit 0")
    run = run_script(tmp_path, PYTHON=str(chosen))
    assert run.stdout == f"{chosen} runtime\n"


def test_a_full_disk_before_anything_is_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(bootstrap, "SPACE_NEEDED", 10**18)
    with pytest.raises(bootstrap.BootstrapError, match=f"MB free under {tmp_path}, .* free some space"):
        bootstrap.require_space(tmp_path)


@pytest.mark.parametrize(
    ("stderr", "words"),
    [
        (NO_SPACE, "the disk is full"),
        (WRONG_HASH, "not what the lock file says"),
        (NO_NETWORK, "could not be downloaded"),
        ("something else\n", "pip: something else"),
    ],
    ids=["disk", "hash", "network", "other"],
)
def test_what_pip_says_in_one_line(stderr: str, words: str) -> None:
    explained = bootstrap.explain_pip(stderr)
    assert words in explained
    assert "\n" not in explained


def test_nothing_is_installed_twice(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """With the lock's digest on record, pip is not even started: this environment has none."""
    lock = tmp_path / "requirements.lock"
    lock.write_text("six==1.17.0\n")
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "ENVIRONMENT", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap, "INSTALLED", tmp_path / "installed.json")
    (tmp_path / "installed.json").write_text(json.dumps({"requirements.lock": bootstrap.digest(lock)}))
    bootstrap.install_packages("requirements.lock", ("requirements.lock",))

    lock.write_text("six==1.17.1\n")
    with pytest.raises(FileNotFoundError):
        bootstrap.install_packages("requirements.lock", ("requirements.lock",))


def test_an_unknown_purpose_is_refused() -> None:
    run = subprocess.run(
        [sys.executable, ROOT / "deploy/bootstrap.py", "play"], check=False, capture_output=True, text=True
    )
    assert (run.returncode, run.stderr) == (2, "usage: bootstrap.py runtime|development\n")
