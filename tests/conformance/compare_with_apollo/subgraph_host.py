"""The subgraphs of one case over HTTP on the loopback interface, with a count of who asked how often."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

from tests.harness.federated_subgraphs import SubgraphServer


class SubgraphHost:
    """POST /<asker>/<subgraph>. `requests` counts by asker."""

    def __init__(self) -> None:
        self.servers: Mapping[str, SubgraphServer] = {}
        self.requests: Counter[str] = Counter()
        self._http = _HttpServer(self)
        threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True).start()

    def address(self, asker: str, subgraph: str) -> str:
        return f"http://127.0.0.1:{self._http.server_port}/{asker}/{subgraph}"

    def answer(self, path: str, body: bytes) -> bytes:
        """What the subgraph at the path answers."""
        _, asker, name = path.split("/")
        self.requests[asker] += 1
        return json.dumps(self.servers[name].transport.answer(json.loads(body))).encode()

    def take_violations(self) -> list[str]:
        """What the subgraphs were asked against their contract since the last call."""
        taken = [text for server in self.servers.values() for text in server.violations]
        for server in self.servers.values():
            server.violations.clear()
        return taken

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.shutdown()
        self._http.server_close()


class _HttpServer(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, host: SubgraphHost) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.host = host


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _HttpServer

    def do_POST(self) -> None:
        body = self.server.host.answer(self.path, self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Says nothing: the terminal is for the report."""
