"""How `serve` listens, and where it finds the supergraph. A gateway inside another server uses neither."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from marketplace.gateway.config.units import Port, Range, Seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsConfig:
    """The server's own certificate, where no proxy in front of it ends TLS."""

    certificate: Path
    """Its chain, in PEM."""
    key: Path
    """Its private key, in PEM, readable by nobody else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerConfig:
    """The socket of `serve`, and its processes."""

    host: str = "127.0.0.1"
    """Address to listen on; `0.0.0.0` for every one of the machine's."""
    port: Port = 4000
    """Port to listen on."""
    workers: Annotated[int, Range(1, 1024)] = 1
    """Processes that share the port: one for each processor core that the gateway may use."""
    tls: TlsConfig | None = None
    """Without it plain HTTP is served."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SupergraphConfig:
    """Where the supergraph comes from; `serve` cannot do without."""

    file: Path | None = None
    """A file with its SDL."""
    url: str = ""
    """An http or https address that answers with its SDL, instead of a file."""
    poll: Annotated[Seconds, Range(0, 86_400)] = 5.0
    """How often to look for a new one; 0 for never."""

    def __post_init__(self) -> None:
        if self.file is not None and self.url:
            raise ValueError("A supergraph comes from a file or from a url: leave one of them out.")
        if self.url and not self.url.startswith(("http://", "https://")):
            raise ValueError("The url of a supergraph begins with http:// or https://.")

    @property
    def place(self) -> str:
        """The file's path or the URL; empty where neither is given."""
        return str(self.file) if self.file is not None else self.url
