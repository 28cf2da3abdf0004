"""What `manage.py up` tells the person at the terminal."""

from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.syntax import Syntax
from rich.table import Table

from marketplace.management.embedded.example import curl_command, example_query, formatted
from marketplace.management.embedded.monitoring import Monitoring


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """What runs: its address on this machine, who may log in, where the local files are."""

    address: str
    demo_login: str | None
    database: str
    local_data: bool
    logs: Path
    answer: object
    operators: str | None
    monitoring: Monitoring | str
    """Or why there is none."""


def report(console: Console, started: Started) -> None:
    """Addresses first, then the example; long commands stay on one line, so that they can be copied."""
    places = Table(box=None, show_header=False, padding=(0, 2), title_justify="left")
    places.add_column(style="bold")
    places.add_column(style="cyan", no_wrap=True)
    places.add_column(style="dim")
    places.add_row("Gateway", f"{started.address}/graphql", "GraphQL over HTTP")
    places.add_row("Explorer", f"{started.address}/explorer", "for people")
    places.add_row("Admin", f"{started.address}/admin/", "moderation, offers, people, who is on call")
    places.add_row("Objectives", f"{started.address}/reliability/slo/", "budgets, down to the event")
    if started.demo_login:
        places.add_row("Demo login", started.demo_login, "for the admin")
    places.add_row("Alive", f"{started.address}/healthz", "the process answers")
    places.add_row("Ready", f"{started.address}/readyz", "and so do its subgraphs")
    if started.operators:
        places.add_row("Operators", f"{started.operators}/metrics", "series; also /metrics/marketplace, /state")
    if isinstance(started.monitoring, Monitoring):
        places.add_row("Prometheus", started.monitoring.prometheus, "our rules and alerts")
        places.add_row("Alertmanager", started.monitoring.alertmanager, "silences")
    else:
        places.add_row("Prometheus", f"[dim]{started.monitoring}")
    places.add_row("Data", started.database, "removed by make clean-data" if started.local_data else "")
    places.add_row("Logs", str(started.logs), "one a process")
    console.rule("[bold]Holdfast is up", style="green")
    console.print(Padding(places, (1, 0)))
    console.rule("An example that crosses three subgraphs", style="dim")
    console.print(Padding(Syntax(example_query(), "graphql", background_color="default"), (1, 2)))
    console.print("[bold]Ask it yourself")
    console.print(curl_command(started.address), soft_wrap=True, highlight=False, markup=False)
    console.print("\n[bold]Its answer")
    console.print(Syntax(formatted(started.answer), "json", background_color="default"))
    console.rule("Ctrl-C stops everything", style="green")
