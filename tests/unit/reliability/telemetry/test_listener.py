"""Who gets what from the listener of a process."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from prometheus_client import CollectorRegistry, Counter, make_wsgi_app

from reliability.telemetry.listener import only_metrics


def answer(path: str, host: str) -> tuple[str, bytes]:
    registry = CollectorRegistry()
    Counter("shop_orders_total", "Orders.", registry=registry).inc(3)
    statuses: list[str] = []

    def start(status: str, _headers: object, _error: object = None) -> Callable[[bytes], object]:
        statuses.append(status)
        return bytes

    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": "", "HTTP_HOST": host}
    body = b"".join(only_metrics(make_wsgi_app(registry))(environ, start))
    return statuses[0], body


@pytest.mark.parametrize("host", ["127.0.0.1:9808", "localhost:9808", "LOCALHOST"])
def test_this_machine_reads_metrics(host: str) -> None:
    status, body = answer("/metrics", host)
    assert status == "200 OK"
    assert b"\nshop_orders_total 3.0\n" in body


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:9808", ""])
def test_a_page_that_rebinds_its_name_reads_nothing(host: str) -> None:
    assert answer("/metrics", host) == ("421 Misdirected Request", b"Ask for 127.0.0.1.\n")


@pytest.mark.parametrize("path", ["/", "/metrics/", "/admin"])
def test_there_is_nothing_else(path: str) -> None:
    assert answer(path, "127.0.0.1") == ("404 Not Found", b"There is only /metrics.\n")
