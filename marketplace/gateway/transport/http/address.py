"""Where a subgraph listens, read from its routing URL."""

import ssl
from dataclasses import dataclass
from urllib.parse import urlsplit

DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class SubgraphAddress:
    """`http://host:port/path`, `https://...`, or `unix:/path/to/socket:/path`."""

    host: str
    port: int
    path: str
    host_header: str
    ssl_context: ssl.SSLContext | None = None
    socket_path: str | None = None

    @classmethod
    def parse(cls, url: str) -> "SubgraphAddress":
        """Raises ValueError that says what is wrong with the URL."""
        if url.startswith("unix:"):
            socket_path, _, path = url.removeprefix("unix:").partition(":")
            if not socket_path.startswith("/"):
                raise ValueError(f"{url!r} does not name a socket: write unix:/run/a.sock:/graphql")
            return cls("localhost", 0, path or "/", "localhost", socket_path=socket_path)
        parts = urlsplit(url)
        if parts.scheme not in DEFAULT_PORTS or not parts.hostname:
            raise ValueError(f"{url!r} is not an http, https or unix URL with a host.")
        if parts.username or parts.password:
            raise ValueError("A subgraph's URL must not carry a user name or password.")
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        return cls(
            host=parts.hostname,
            port=parts.port or DEFAULT_PORTS[parts.scheme],
            path=path,
            host_header=parts.netloc,
            ssl_context=ssl.create_default_context() if parts.scheme == "https" else None,
        )

    def __str__(self) -> str:
        return self.socket_path or f"{self.host}:{self.port}"
