"""A little service that counts what it is told to, and shows it at /metrics; it can be stopped and started anew."""

from __future__ import annotations

import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

Labels = tuple[tuple[str, str], ...]


class CountingService:
    """`count` adds events to a counter, which exists from its first event on."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._counters: Counter[tuple[str, Labels]] = Counter()
        self._lock = threading.Lock()
        self._started = time.time()
        self._server: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/metrics"

    def count(self, metric: str, events: int = 1, **labels: str) -> None:
        with self._lock:
            self._counters[metric, tuple(sorted(labels.items()))] += events

    def exposition(self) -> str:
        with self._lock:
            lines = [
                metric + "{" + ",".join(f'{name}="{text}"' for name, text in labels) + "}" + f" {value}"
                for (metric, labels), value in self._counters.items()
            ]
        started = [
            "# HELP process_start_time_seconds Start time of the process.",
            "# TYPE process_start_time_seconds gauge",
            f"process_start_time_seconds {self._started}",
        ]
        return "\n".join([*lines, *started, ""])

    def start(self) -> Self:
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = service.exposition().encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/plain; version=0.0.4")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_arguments: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def stop(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def restart(self) -> None:
        """What a new process does: it counts from 0."""
        self.stop()
        with self._lock:
            self._counters.clear()
            self._started = time.time()
        self.start()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_error: object) -> None:
        self.stop()
