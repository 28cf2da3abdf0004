from __future__ import annotations

import sys
import urllib.error
import urllib.request
from pathlib import Path

import orjson
import pytest
from django.core.management import CommandError, call_command

from marketplace.common.requester import ANONYMOUS
from tests.harness.processes import Process, accepts_connections, free_port
from tests.harness.subgraph_client import signed_identity


def post(port: int, query: str, headers: dict[str, str]) -> tuple[int, dict[str, object]]:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/graphql",
        orjson.dumps({"query": query}),
        {"content-type": "application/json", **headers},
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return response.status, orjson.loads(response.read())
    except urllib.error.HTTPError as error:
        with error:
            return error.code, orjson.loads(error.read())


def test_a_subgraph_is_served_in_a_process_of_its_own(tmp_path: Path) -> None:
    port = free_port()
    server = Process(
        name="users",
        command=[sys.executable, "manage.py", "serve_subgraph", "users", "--port", str(port), "--threads", "2"],
        log=tmp_path / "users.log",
        ready=lambda: accepts_connections(port),
        environment={"DJANGO_SETTINGS_MODULE": "marketplace.settings.test", "DATA_DIR": str(tmp_path)},
    )
    with server:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10) as response:
            assert orjson.loads(response.read()) == {"status": "ok"}
        status, answer = post(port, "{ me { id } }", signed_identity(ANONYMOUS, audience="users"))
        assert (status, answer) == (200, {"data": {"me": None}})
        status, answer = post(port, "{ me { id } }", signed_identity(ANONYMOUS, audience="offers"))
        assert status == 401


def test_there_are_three_subgraphs():
    with pytest.raises(CommandError, match="invalid choice: 'orders'"):
        call_command("serve_subgraph", "orders", "--port", "4000")
