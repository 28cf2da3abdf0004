"""How `serve` listens, and where it finds the supergraph. A gateway inside another server uses neither."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from marketplace.gateway.config.units import Bytes, Port, Range, Seconds


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
    """Address to listen on; `0.0.0.0` for every one of the machine's, `unix:/run/gateway.sock` for a socket file."""
    port: Port = 4000
    """Port to listen on."""
    workers: Annotated[int, Range(1, 1024)] = 1
    """Processes that share the port: one for each processor core that the gateway may use."""
    tls: TlsConfig | None = None
    """Without it plain HTTP is served."""
    poll: Annotated[Seconds, Range(0, 86_400)] = 2.0
    """How often to look whether this file has changed; 0 for never. SIGHUP has it read at once."""
    max_connections: int = 10_000
    """Of one process; one more is closed at once."""
    max_connections_per_address: int = 1_000
    """From one IP address to one process, 0 for any number: behind a proxy all have its address."""
    backlog: Annotated[int, Range(1)] = 1_024
    """Connections that the kernel keeps until a process accepts them."""
    max_header_bytes: Bytes = 32 * 1024
    """Of one request's head."""
    header_timeout: Annotated[Seconds, Range(0.1)] = 5.0
    """For a client to send a request's head, from its first byte on, or from the opening of the connection."""
    keep_alive_timeout: Annotated[Seconds, Range(0.1)] = 65.0
    """For which a connection may stay without a request. Longer than a balancer's own, or it asks a closed one."""
    send_timeout: Annotated[Seconds, Range(0.1)] = 20.0
    """For a client to read its answer."""

    def __post_init__(self) -> None:
        if self.host.startswith("unix:") and self.workers > 1:
            raise ValueError("A socket file is listened to by one process: set workers to 1, or listen to a port.")

    @property
    def address(self) -> str:
        """As people write it."""
        if self.host.startswith("unix:"):
            return self.host
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.tls else 'http'}://{host}:{self.port}"


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
