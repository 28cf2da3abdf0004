"""Installs the servers and the browser that the tests use: on Debian as root; elsewhere it names what is missing.

Nothing is installed that is there already. Their start at installation is prevented: the harness starts its own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable

from tests.harness.services import (
    ServiceMissingError,
    find_alertmanager,
    find_haproxy,
    find_postgresql,
    find_postgresql_exporter,
    find_promtool,
    find_redis,
    find_redis_exporter,
)


def on_path(program: str) -> Callable[[], bool]:
    return lambda: shutil.which(program) is not None


def found(find: Callable[[], object]) -> Callable[[], bool]:
    def check() -> bool:
        try:
            find()
        except ServiceMissingError:
            return False
        return True

    return check


PACKAGES: dict[str, Callable[[], bool]] = {
    "postgresql": found(find_postgresql),
    "redis-server": found(find_redis),
    "haproxy": found(find_haproxy),
    "prometheus": found(find_promtool),
    "prometheus-alertmanager": found(find_alertmanager),
    "prometheus-postgres-exporter": found(find_postgresql_exporter),
    "prometheus-redis-exporter": found(find_redis_exporter),
    "chromium": on_path("chromium"),
    "chromium-driver": on_path("chromedriver"),
}


def main() -> int:
    """0 when everything is there at the end, or when what is missing may be skipped."""
    missing = [package for package, present in PACKAGES.items() if not present()]
    if missing and shutil.which("apt-get") and os.geteuid() == 0:
        print(f"==> Installing {', '.join(missing)}", flush=True)
        install(missing)
        missing = [package for package, present in PACKAGES.items() if not present()]
    if not missing:
        return 0
    required = os.environ.get("REQUIRE_SERVICES") == "1"
    remedy = f"install {' '.join(missing)} (Debian, as root: apt-get install {' '.join(missing)})"
    print(f"{'error' if required else 'note'}: tests need what is not here: {remedy}", file=sys.stderr)
    return 1 if required else 0


def install(packages: list[str]) -> None:
    # At RUNLEVEL 1 invoke-rc.d starts no service that a package brings.
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    apt = ["apt-get", "--quiet=2", "--option", "Dpkg::Use-Pty=0", "--option", "Acquire::Retries=3"]
    for step in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
        run = subprocess.run([*apt, *step], env=environment, check=False, capture_output=True, text=True)
        if run.returncode != 0:
            print(f"apt-get {step[0]} failed: {run.stderr.strip()}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
