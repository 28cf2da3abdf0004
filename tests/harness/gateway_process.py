"""`serve` as a process of its own."""

import sys
from pathlib import Path

from tests.harness.graphql_over_http import send
from tests.harness.processes import Process, free_port


class GatewayProcess:
    """Started anew on the same port as often as wanted. `options` is the configuration file's text, in YAML."""

    def __init__(self, directory: Path, sdl: str, options: str = "{}", workers: int = 1) -> None:
        self.port = free_port()
        supergraph, configuration = (directory / f"{self.port}.{kind}" for kind in ("graphql", "yaml"))
        supergraph.write_text(sdl)
        configuration.write_text(options)
        self.process = Process(
            name="serve",
            command=[
                *(sys.executable, "-m", "marketplace.gateway", "serve", "--config", str(configuration)),
                *("--supergraph", str(supergraph), "--port", str(self.port), "--workers", str(workers)),
            ],
            log=directory / f"{self.port}.log",
            ready=lambda: self.status("/readyz") == 200,
        )

    def status(self, path: str) -> int | None:
        """Of an answer to GET; None without one."""
        try:
            return send(f"http://127.0.0.1:{self.port}{path}", method="GET", within=5).status
        except OSError:
            return None

    def start(self) -> None:
        self.process.start()

    def wait_until_ready(self) -> None:
        self.process.wait_until_ready()
