"""PostgreSQL and Redis for one test run: in a temporary directory, as an unprivileged user, gone at the end.

Durability is switched off on purpose: the data live as long as the test.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.harness.processes import Process, accepts_connections, free_port

DATABASE = "marketplace"
OWNER = "holdfast"


class ServiceMissingError(Exception):
    """A program is not on this machine; the text names the remedy."""

    def __init__(self, program: str, package: str) -> None:
        super().__init__(f"{program} was not found: run `make services`, or install {package}")


def find_postgresql() -> Path:
    """The directory of the newest PostgreSQL programs."""
    newest_first = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/postgres"),
        key=lambda path: int(path.parts[-3]),
        reverse=True,
    )
    if newest_first:
        return newest_first[0].parent
    on_path = shutil.which("postgres")
    if on_path is None:
        raise ServiceMissingError("postgres", "postgresql")
    return Path(on_path).resolve().parent


def find_redis() -> Path:
    on_path = shutil.which("redis-server")
    if on_path is None:
        raise ServiceMissingError("redis-server", "redis-server")
    return Path(on_path)


def find_promtool() -> Path:
    on_path = shutil.which("promtool")
    if on_path is None:
        raise ServiceMissingError("promtool", "prometheus")
    return Path(on_path)


def find_alertmanager() -> Path:
    """Debian gives the server this name; amtool comes with it."""
    on_path = shutil.which("prometheus-alertmanager") or shutil.which("alertmanager")
    if on_path is None:
        raise ServiceMissingError("alertmanager", "prometheus-alertmanager")
    return Path(on_path)


def find_amtool() -> Path:
    on_path = shutil.which("amtool")
    if on_path is None:
        raise ServiceMissingError("amtool", "prometheus-alertmanager")
    return Path(on_path)


def find_postgresql_exporter() -> Path:
    return _find_exporter("postgres")


def find_redis_exporter() -> Path:
    return _find_exporter("redis")


def _find_exporter(of: str) -> Path:
    """Debian puts `prometheus-` before its name."""
    on_path = shutil.which(f"prometheus-{of}-exporter") or shutil.which(f"{of}_exporter")
    if on_path is None:
        raise ServiceMissingError(f"{of}_exporter", f"prometheus-{of}-exporter")
    return Path(on_path)


def find_haproxy() -> Path:
    on_path = shutil.which("haproxy") or shutil.which("haproxy", path="/usr/sbin")
    if on_path is None:
        raise ServiceMissingError("haproxy", "haproxy")
    return Path(on_path)


@contextmanager
def postgresql() -> Iterator[str]:
    """A running server on a Unix socket and a loopback port; gives the DATABASE_URL of an empty database."""
    programs = find_postgresql()
    with temporary_directory("postgresql", unprivileged_user("postgres")) as (directory, user):
        data = directory / "data"
        subprocess.run(
            [
                programs / "initdb",
                *("--pgdata", data, "--username", OWNER, "--auth", "trust", "--no-sync"),
                *("--encoding", "UTF8", "--locale", "C.UTF-8"),
            ],
            check=True,
            capture_output=True,
            cwd=directory,
            user=user,
            group=user,
            extra_groups=() if user else None,
        )
        port = free_port()
        url = f"postgres://{OWNER}@127.0.0.1:{port}"
        settings = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": str(directory),
            "port": str(port),
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "max_connections": "200",
        }
        server = Process(
            name="PostgreSQL",
            command=[
                str(programs / "postgres"),
                *("-D", str(data)),
                *(argument for key, value in settings.items() for argument in ("-c", f"{key}={value}")),
            ],
            log=directory / "server.log",
            ready=lambda: answers(f"{url}/postgres"),
            user=user,
            directory=directory,
        )
        with server:
            with psycopg.connect(f"{url}/postgres", autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {DATABASE}")
            yield f"{url}/{DATABASE}"


@contextmanager
def redis() -> Iterator[str]:
    """A running server on a loopback port that writes nothing to disk; gives its REDIS_URL."""
    program = find_redis()
    with temporary_directory("redis", unprivileged_user("redis")) as (directory, user):
        port = free_port()
        server = Process(
            name="Redis",
            command=[
                str(program),
                *("--port", str(port), "--bind", "127.0.0.1", "--dir", str(directory)),
                *("--save", "", "--appendonly", "no"),
            ],
            log=directory / "server.log",
            ready=lambda: accepts_connections(port),
            user=user,
            directory=directory,
        )
        with server:
            yield f"redis://127.0.0.1:{port}/0"


def answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=1).close()
    except psycopg.OperationalError:
        return False
    return True


def unprivileged_user(preferred: str) -> str | None:
    """Whom to run a server as: servers refuse root, and everyone else runs them as themselves."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return preferred if preferred in known else "nobody"


@contextmanager
def temporary_directory(purpose: str, user: str | None) -> Iterator[tuple[Path, str | None]]:
    """A directory that `user` owns; short, since a Unix socket's path may not be longer than 107 bytes."""
    with tempfile.TemporaryDirectory(prefix=f"holdfast-{purpose}-", dir="/tmp") as name:
        if user is not None:
            shutil.chown(name, user)
        yield Path(name), user
