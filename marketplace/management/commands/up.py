"""`manage.py up`: the embedded profile, from an empty folder to an answered federated query."""

import os
import shutil
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from urllib.error import URLError

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection
from rich.console import Console

from marketplace.management.embedded.children import Child
from marketplace.management.embedded.example import ask_example
from marketplace.management.embedded.monitoring import (
    Monitoring,
    NoMonitoringError,
    endpoints,
    metrics_ports,
    prepare_monitoring,
)
from marketplace.management.embedded.report import Started, report
from marketplace.management.embedded.services import service_specifications
from marketplace.management.embedded.supervisor import ChildFailedError, StopRequestedError, Supervisor
from marketplace.management.seeding.demo_logins import DEMO_ADMINISTRATOR, DEMO_PASSWORD
from marketplace.settings.environment import ENVIRONMENT, PROJECT_ROOT

SPACE_NEEDED: Final = 300_000_000
"""Bytes: the demo data take a third of it."""
EVERY_ADDRESS: Final = ("0.0.0.0", "::")  # noqa: S104 - compared with, not listened on


class Command(BaseCommand):
    help = "Migrate, load the demo data when there are none, start everything and watch over it until Ctrl-C."

    def handle(self, *args: Any, **options: Any) -> None:
        console = Console()
        try:
            self._run(console)
        except (StopRequestedError, KeyboardInterrupt):
            console.print("[green]Stopped.")
        except ChildFailedError as error:
            raise CommandError(str(error)) from error
        except URLError as error:
            raise CommandError(f"The gateway did not answer the example query: {error.reason}") from error

    def _run(self, console: Console) -> None:
        require_free_port(ENVIRONMENT.host, ENVIRONMENT.port)
        require_space(ENVIRONMENT.data_dir)
        prepare_data(console)
        address = local_address(ENVIRONMENT.host, ENVIRONMENT.port)
        logs = fresh_logs(ENVIRONMENT.data_dir / "logs")
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        ports = metrics_ports()
        monitoring = monitoring_or_why_not(address, ports)
        specifications = [
            *(monitoring.children if isinstance(monitoring, Monitoring) else ()),
            *service_specifications(host=ENVIRONMENT.host, port=ENVIRONMENT.port, address=address, metrics_ports=ports),
        ]
        if isinstance(monitoring, Monitoring):
            environment["PROMETHEUS_URL"] = monitoring.prometheus
        environment.setdefault("RELIABILITY_METRICS_ENDPOINTS", endpoints(ports))
        children = [Child(specification, logs=logs, environment=environment) for specification in specifications]
        with Supervisor(children, tell=lambda text: console.print(f"[yellow]{text}")) as supervisor:
            with console.status("Starting the gateway, the worker and its clock"):
                supervisor.wait_until_ready()
                answer = ask_example(address)
            report(console, started(address=address, logs=logs, answer=answer, monitoring=monitoring))
            supervisor.watch()


def prepare_data(console: Console) -> None:
    """Migrate, and seed a database without users."""
    try:
        with console.status("Migrating the database"):
            call_command("migrate", interactive=False, verbosity=0)
        if not get_user_model().objects.exists():
            call_command("seed")
    except OperationalError as error:
        raise CommandError(f"The database cannot be used: {error}. Check DATABASE_URL, or free some space.") from error
    finally:
        connection.close()


def monitoring_or_why_not(address: str, ports: Mapping[str, int]) -> Monitoring | str:
    try:
        return prepare_monitoring(address, ports)
    except NoMonitoringError as why_not:
        return str(why_not)


def started(*, address: str, logs: Path, answer: object, monitoring: Monitoring | str) -> Started:
    database = settings.DATABASES["default"]
    embedded = database["ENGINE"] == "django.db.backends.sqlite3"
    return Started(
        address=address,
        demo_login=demo_login(),
        database=shortened(Path(database["NAME"])) if embedded else f"PostgreSQL, database {database['NAME']}",
        local_data=embedded,
        logs=Path(shortened(logs)),
        answer=answer,
        operators=f"http://127.0.0.1:{ENVIRONMENT.admin_port}" if ENVIRONMENT.admin_port else None,
        monitoring=monitoring,
    )


def demo_login() -> str | None:
    """Return what to log in with, where the database holds the demo's administrator."""
    present = get_user_model().objects.filter(email=DEMO_ADMINISTRATOR).exists()
    connection.close()
    return f"{DEMO_ADMINISTRATOR} / {DEMO_PASSWORD}" if present else None


def shortened(path: Path) -> str:
    return str(path.relative_to(PROJECT_ROOT)) if path.is_relative_to(PROJECT_ROOT) else str(path)


def require_free_port(host: str, port: int) -> None:
    """Bind it for a moment: the only test that knows about permissions and addresses as well."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((host, port))
    except (OSError, OverflowError) as error:
        message = f"{host}:{port} cannot be used ({error}). Choose another port: PORT={port % 60_000 + 1} make up"
        raise CommandError(message) from error


def require_space(folder: Path) -> None:
    free = shutil.disk_usage(folder).free
    if free < SPACE_NEEDED:
        needed = SPACE_NEEDED // 1_000_000
        raise CommandError(
            f"{free // 1_000_000} MB free under {folder}, {needed} MB are needed: free some, or move DATA_DIR."
        )


def fresh_logs(folder: Path) -> Path:
    """Keep one older log of each process, so that the folder does not grow for ever."""
    folder.mkdir(parents=True, exist_ok=True)
    for log in folder.glob("*.log"):
        log.replace(log.with_suffix(".log.previous"))
    return folder


def local_address(host: str, port: int) -> str:
    """Return where a client on this machine finds what listens on `host`."""
    reachable = "127.0.0.1" if host in EVERY_ADDRESS else host
    return f"http://[{reachable}]:{port}" if ":" in reachable else f"http://{reachable}:{port}"
