"""A real HTTP server that notifications arrive at; Apprise's `json://` addresses lead to it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Any


@dataclass
class Arrival:
    path: str
    title: str
    message: str


@dataclass
class NotificationReceiver:
    """Keeps what arrives. While `answers` is not set, requests are taken and not answered."""

    port: int = 0
    arrivals: list[Arrival] = field(default_factory=list)
    answers: Event = field(default_factory=Event)
    lock: Lock = field(default_factory=Lock)

    def address(self, name: str) -> str:
        return f"json://127.0.0.1:{self.port}/{name}"

    def of(self, name: str) -> list[Arrival]:
        with self.lock:
            return [arrival for arrival in self.arrivals if arrival.path == f"/{name}"]


@contextmanager
def notification_receiver() -> Iterator[NotificationReceiver]:
    receiver = NotificationReceiver()
    receiver.answers.set()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            document: dict[str, Any] = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            with receiver.lock:
                receiver.arrivals.append(Arrival(self.path, document["title"], document["message"]))
            receiver.answers.wait()
            self.send_response(500 if "fails" in self.path else 204)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a client that was killed is no error here
    receiver.port = server.server_address[1]
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.answers.set()
        server.shutdown()
        server.server_close()
        thread.join()
