"""Makes `.venv` and fills it from a hashed lock file, and the npm folders from theirs.

Standard library only: this runs before anything is installed. Every step is skipped when the lock file
it follows has not changed since the last time, so a second run takes a fraction of a second.
Usage: `bootstrap.py runtime|development`.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
INSTALLED = ENVIRONMENT / "installed-locks.json"
SPACE_NEEDED = 1_000_000_000  # bytes; the development environment takes about 600 MB with its download cache
LOCKS = {
    # What is asked for -> the lock file to install, and every lock file which that one satisfies.
    "runtime": ("requirements.lock", ("requirements.lock",)),
    "development": ("requirements-dev.lock", ("requirements-dev.lock", "requirements.lock")),
}
NPM_FOLDERS = {
    "runtime": {"marketplace/gateway/explorer": "the explorer page"},
    "development": {
        "marketplace/gateway/explorer": "the explorer page",
        "tests/conformance": "the conformance tests",
    },
}


class BootstrapError(Exception):
    """What went wrong and the remedy, in one line."""


def main(arguments: Sequence[str]) -> int:
    """Sets up what `arguments` names; 0 when everything is in place, 1 after one line on standard error."""
    if len(arguments) != 1 or arguments[0] not in LOCKS:
        print(f"usage: bootstrap.py {'|'.join(LOCKS)}", file=sys.stderr)
        return 2
    purpose = arguments[0]
    try:
        lock, satisfied = LOCKS[purpose]
        make_environment()
        install_packages(lock, satisfied)
        for folder, use in NPM_FOLDERS[purpose].items():
            install_npm_modules(ROOT / folder, use)
    except BootstrapError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"error: {error.strerror}: {error.filename or ROOT}", file=sys.stderr)
        return 1
    return 0


def make_environment() -> None:
    """Makes the virtual environment, or makes it anew when its interpreter is gone or too old."""
    interpreter = environment_python()
    check = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    if interpreter.exists() and succeeds([str(interpreter), "-c", check]):
        return
    if importlib.util.find_spec("ensurepip") is None:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        message = (
            f"{sys.executable} cannot make virtual environments. "
            f"Install its venv module (Debian, Ubuntu: apt-get install python{version}-venv)"
        )
        raise BootstrapError(message)
    require_space(ROOT)
    say(f"Making .venv with Python {sys.version.split()[0]}")
    try:
        venv.EnvBuilder(clear=ENVIRONMENT.exists(), with_pip=True).create(ENVIRONMENT)
    except subprocess.CalledProcessError as error:
        raise BootstrapError(f"pip could not be put into .venv: install the venv module of {sys.executable}") from error


def install_packages(lock: str, satisfied: Sequence[str]) -> None:
    """Installs `lock` unless it is what was installed last."""
    installed = read_installed()
    if installed.get(lock) == digest(ROOT / lock):
        return
    require_space(ROOT)
    count = sum("==" in line for line in (ROOT / lock).read_text(encoding="utf-8").splitlines())
    say(f"Installing {count} packages from {lock} (the first time takes a minute or two)")
    run = subprocess.run(
        [
            str(environment_python()),
            *("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"),
            *("--require-hashes", "--requirement", str(ROOT / lock)),
        ],
        check=False,
        stderr=subprocess.PIPE,
        text=True,
    )
    if run.returncode != 0:
        raise BootstrapError(explain_pip(run.stderr))
    installed.update({name: digest(ROOT / name) for name in satisfied})
    INSTALLED.write_text(json.dumps(installed, indent=2) + "\n", encoding="utf-8")


def explain_pip(stderr: str) -> str:
    """The reason pip gave, with a remedy for those that people meet."""
    lines = [line for line in stderr.splitlines() if line.strip()]
    errors = [line.removeprefix("ERROR: ") for line in lines if line.startswith("ERROR")]
    reason = (errors or lines or ["pip failed without a word"])[0]
    if "No space left" in stderr:
        return f"the disk is full ({reason}). Free 1 GB and run this again"
    if "HASHES" in stderr:
        return f"a package is not what the lock file says ({reason}). Do not install it; check your package index"
    if "NewConnectionError" in stderr or "No matching distribution" in stderr:
        return f"a package could not be downloaded ({reason}). Check the network or pip's index settings"
    return f"pip: {reason}"


def install_npm_modules(folder: Path, use: str) -> None:
    """Runs `npm ci` in `folder` unless its lock file is what was installed last; without npm says what is missed."""
    lock = folder / "package-lock.json"
    if not lock.exists():
        return
    stamp = folder / "node_modules" / ".installed-lock"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == digest(lock):
        return
    npm = shutil.which("npm")
    where = folder.relative_to(ROOT)
    if npm is None:
        say(f"npm was not found, so {use} is set up without its modules: install Node.js and run this again")
        return
    say(f"Installing npm modules for {use}")
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    run = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    if run.returncode != 0:
        reason = next(iter(run.stderr.strip().splitlines()), "no reason given")
        say(f"npm ci failed in {where}, so {use} is set up without its modules: {reason}")
        return
    stamp.write_text(digest(lock), encoding="utf-8")


def require_space(place: Path) -> None:
    free = shutil.disk_usage(place).free
    if free < SPACE_NEEDED:
        needed = SPACE_NEEDED // 1_000_000
        raise BootstrapError(f"{free // 1_000_000} MB free under {place}, {needed} MB are needed: free some space")


def environment_python() -> Path:
    return ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def read_installed() -> dict[str, str]:
    try:
        content: dict[str, str] = json.loads(INSTALLED.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return content


def succeeds(command: Sequence[str]) -> bool:
    try:
        return subprocess.run(command, check=False, capture_output=True).returncode == 0
    except OSError:
        return False


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def say(text: str) -> None:
    print(f"==> {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
