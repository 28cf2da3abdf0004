"""HAProxy in front of several gateways: takes from service what is not ready, sends nothing twice."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Self

from tests.harness.processes import Process, accepts_connections, free_port
from tests.harness.services import find_haproxy

CHECK_EVERY = 0.1
"""Seconds; `fall` bad answers in a row take a gateway out, one good one takes it in."""
CONFIG = """
defaults
    mode http
    timeout connect 500ms
    timeout client 30s
    timeout server 30s
    timeout check 500ms
    retries 1
    option redispatch 1
    option http-keep-alive
frontend clients
    bind 127.0.0.1:{port}
    default_backend gateways
backend gateways
    balance leastconn
    http-reuse safe
    option httpchk GET /readyz
    http-check expect status 200
    default-server inter {milliseconds} fastinter {milliseconds} downinter {milliseconds} fall {fall} rise 1
{servers}
"""


class Balancer:
    """To be used as a context; `port` is where clients connect."""

    def __init__(self, directory: Path, ports: Sequence[int], *, fall: int = 1) -> None:
        program = find_haproxy()
        self.port = free_port()
        servers = "\n".join(f"    server gateway-{port} 127.0.0.1:{port} check" for port in ports)
        config = directory / "haproxy.cfg"
        milliseconds = f"{CHECK_EVERY * 1000:.0f}ms"
        config.write_text(CONFIG.format(port=self.port, milliseconds=milliseconds, fall=fall, servers=servers))
        self.process = Process(
            name="HAProxy",
            command=[str(program), "-db", "-f", str(config)],
            log=directory / "haproxy.log",
            ready=lambda: accepts_connections(self.port),
        )

    def __enter__(self) -> Self:
        self.process.start().wait_until_ready()
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
