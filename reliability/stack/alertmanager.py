"""Alertmanager on the loopback address, without peers."""

from dataclasses import dataclass
from pathlib import Path

from reliability.stack.server import find_program


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertmanagerServer:
    """`configuration` is the text of its YAML file."""

    folder: Path
    port: int
    configuration: str

    @property
    def target(self) -> str:
        """What Prometheus is told."""
        return f"127.0.0.1:{self.port}"

    @property
    def address(self) -> str:
        return f"http://{self.target}"

    @property
    def ready_url(self) -> str:
        return f"{self.address}/-/ready"

    def write(self) -> Path:
        """Write the configuration into the folder; return its path."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / "alertmanager.yml"
        path.write_text(self.configuration)
        return path

    def command(self) -> list[str]:
        """Write the configuration and return the command that serves it. Raises ProgramMissingError."""
        program = find_program("prometheus-alertmanager", "alertmanager", "prometheus-alertmanager")
        return [
            program,
            f"--config.file={self.write()}",
            f"--storage.path={self.folder / 'data'}",
            f"--web.listen-address={self.target}",
            "--cluster.listen-address=",
            "--log.level=warn",
        ]
