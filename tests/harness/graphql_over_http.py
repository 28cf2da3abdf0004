"""A GraphQL client for tests: the standard library, one connection a request, no retries."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Answer:
    """One HTTP response."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


def send(
    url: str,
    body: bytes | None = None,
    *,
    method: str = "POST",
    headers: Mapping[str, str] | None = None,
    within: float = 30.0,
) -> Answer:
    """Any HTTP request; header names of the answer are lower case."""
    parts = urlsplit(url)
    assert parts.hostname is not None
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=within)
    try:
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        # A server may refuse before it has read the whole body; its answer is there all the same.
        with suppress(BrokenPipeError):
            connection.request(method, path, body=body, headers=dict(headers or {}))
        response = connection.getresponse()
        answered = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, answered, response.read())
    finally:
        connection.close()


def ask(
    url: str, query: str, variables: Mapping[str, Any] | None = None, *, headers: Mapping[str, str] | None = None
) -> Any:
    """The JSON that answers a GraphQL request."""
    body = json.dumps({"query": query, "variables": variables or {}}).encode()
    return send(url, body, headers={"Content-Type": "application/json", **(headers or {})}).json()
