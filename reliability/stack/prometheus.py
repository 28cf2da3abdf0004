"""Prometheus on the loopback address: what it scrapes, which rules it evaluates, whom it tells."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from reliability.stack.server import find_program


@dataclass(frozen=True, slots=True, kw_only=True)
class ScrapeJob:
    """Targets are `host:port`; they become the label `instance`."""

    name: str
    targets: tuple[str, ...]
    path: str = "/metrics"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrometheusServer:
    """Times in seconds. `rules` are files, or patterns of files, in Prometheus' own form."""

    folder: Path
    port: int
    jobs: tuple[ScrapeJob, ...]
    rules: tuple[str, ...] = ()
    alertmanagers: tuple[str, ...] = ()
    scrape_interval: int = 15
    evaluation_interval: int = 15
    retention: str = "15d"

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def ready_url(self) -> str:
        return f"{self.address}/-/ready"

    def configuration(self) -> dict[str, Any]:
        """Return what stands in prometheus.yml."""
        managers = [{"static_configs": [{"targets": list(self.alertmanagers)}]}] if self.alertmanagers else []
        return {
            "global": {
                "scrape_interval": f"{self.scrape_interval}s",
                "scrape_timeout": f"{min(self.scrape_interval, 10)}s",
                "evaluation_interval": f"{self.evaluation_interval}s",
            },
            "rule_files": list(self.rules),
            "alerting": {"alertmanagers": managers},
            "scrape_configs": [
                {
                    "job_name": job.name,
                    "metrics_path": job.path,
                    "static_configs": [{"targets": list(job.targets)}],
                }
                for job in self.jobs
            ],
        }

    def write(self) -> Path:
        """Write the configuration into the folder; return its path."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / "prometheus.yml"
        path.write_text(yaml.safe_dump(self.configuration(), sort_keys=False))
        return path

    def command(self, options: Sequence[str] = ()) -> list[str]:
        """Write the configuration and return the command that serves it. Raises ProgramMissingError."""
        program = find_program("prometheus", "prometheus")
        return [
            program,
            f"--config.file={self.write()}",
            f"--storage.tsdb.path={self.folder / 'data'}",
            f"--storage.tsdb.retention.time={self.retention}",
            f"--web.listen-address=127.0.0.1:{self.port}",
            "--log.level=warn",
            *options,
        ]
