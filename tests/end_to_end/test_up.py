"""`manage.py up`: started as a person starts it, used over HTTP, stopped with Ctrl-C."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from marketplace.management.seeding.demo_logins import DEMO_ADMINISTRATOR, DEMO_MEMBER, DEMO_PASSWORD
from reliability.stack import ProgramMissingError, find_program
from tests.harness.deployment import Data, answers, clean_environment, seeded_data
from tests.harness.graphql_over_http import ask, send
from tests.harness.processes import ROOT, accepts_connections, free_port
from tests.harness.requirements import skip_or_fail

CHAIR = {
    "title": "A chair",
    "description": "Four legs, all there.",
    "price": {"amountMinor": 4500, "currency": "EUR"},
    "condition": "GOOD",
    "city": {"name": "Lisbon", "countryCode": "PT", "coordinates": {"latitude": 38.7223, "longitude": -9.1393}},
}


@pytest.fixture(scope="module")
def own_data(tmp_path_factory: pytest.TempPathFactory) -> Data:
    """Seeded beforehand, so that the start is a second start."""
    return seeded_data(tmp_path_factory.mktemp("up"))


def command(data: Data, port: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "manage.py", "up"],
        cwd=ROOT,
        env={**os.environ, **clean_environment(data.environment), "PORT": str(port), "COLUMNS": "100"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


@contextmanager
def up(data: Data) -> Iterator[tuple[subprocess.Popen[str], str, str]]:
    """A running `manage.py up`: the process, its address, and what it has told."""
    port = free_port()
    process = command(data, port)
    assert process.stdout is not None
    told = []
    try:
        for line in process.stdout:
            told.append(line)
            if "Ctrl-C stops everything" in line:
                break
        yield process, f"http://127.0.0.1:{port}", "".join(told)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)
        process.stdout.close()


def processes_of(directory: Path) -> list[str]:
    """Commands of all processes that were told this DATA_DIR."""
    found = []
    for environment in Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"DATA_DIR={directory}\0".encode() in environment.read_bytes():
                found.append((environment.parent / "cmdline").read_text().replace("\0", " "))
        except OSError:
            continue
    return found


def test_the_printed_command_gives_the_printed_answer(own_data: Data) -> None:
    started_at = time.monotonic()
    with up(own_data) as (process, address, told):
        assert time.monotonic() - started_at < 30
        for place in ("/graphql", "/explorer", "/admin/", "/healthz", "/readyz"):
            assert f"{address}{place}" in told
        assert f"{DEMO_ADMINISTRATOR} / {DEMO_PASSWORD}" in told

        curl = re.search(r"^curl .*$", told, re.MULTILINE)
        assert curl is not None
        asked = subprocess.run(curl[0], shell=True, check=True, capture_output=True, text=True, cwd=ROOT).stdout
        printed = told[told.index("Its answer") :].partition("\n")[2].rpartition("\n}")[0] + "\n}"
        assert json.loads(asked)["data"]["offers"]["nodes"]
        assert [line.rstrip() for line in asked.splitlines()] == [line.rstrip() for line in printed.splitlines()]
        assert len(processes_of(own_data.directory)) >= 4

        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
        assert process.stdout is not None
        assert process.stdout.read().strip() == "Stopped."
    assert processes_of(own_data.directory) == []
    assert {log.stem for log in (own_data.directory / "logs").glob("*.log")} >= {"web", "worker", "beat"}


def test_what_watches_is_started_and_told_of(own_data: Data) -> None:
    try:
        find_program("prometheus", "prometheus")
        find_program("prometheus-alertmanager", "alertmanager", "prometheus-alertmanager")
    except ProgramMissingError as missing:
        skip_or_fail(missing)
    with up(own_data) as (_, _address, told):
        for name in ("Prometheus", "Alertmanager"):
            address = re.search(rf"{name} +(http://\S+)", told)
            assert address is not None
            assert send(f"{address[1]}/-/ready", method="GET").status == 200
    assert processes_of(own_data.directory) == []


def test_background_jobs_run_in_the_background(own_data: Data) -> None:
    """What offers publishes reaches reviews through the worker: only then can the offer be reviewed."""
    tokens = {email: own_data.manage("issue_token", email).split()[-1] for email in (DEMO_MEMBER, DEMO_ADMINISTRATOR)}
    with up(own_data) as (_, address, _told):

        def mutate(email: str, name: str, type_name: str, values: dict[str, Any], selection: str) -> Any:
            query = (
                f"mutation Change($input: {type_name}!) "
                f"{{ {name}(input: $input) {{ {selection} problems {{ code message }} }} }}"
            )
            headers = {"Authorization": f"Bearer {tokens[email]}"}
            return ask(f"{address}/graphql", query, {"input": values}, headers=headers)["data"][name]

        category = ask(f"{address}/graphql", "{ categories { id } }")["data"]["categories"][0]["id"]
        values = {**CHAIR, "categoryId": category}
        offer = mutate(DEMO_MEMBER, "createOffer", "CreateOfferInput", values, "offer { id }")["offer"]["id"]
        assert mutate(DEMO_MEMBER, "publishOffer", "MoveOfferInput", {"id": offer}, "")["problems"] == []

        review = {"offerId": offer, "rating": 5, "title": "A fine chair", "body": "I have sat on it for days."}
        deadline = time.monotonic() + 20
        while True:
            problems = mutate(DEMO_ADMINISTRATOR, "addReview", "AddReviewInput", review, "")["problems"]
            if not problems or time.monotonic() > deadline:
                break
            assert problems[0]["code"] == "UNKNOWN_OFFER"
            time.sleep(0.2)
        assert problems == []


def test_a_child_that_dies_is_started_again(own_data: Data) -> None:
    with up(own_data) as (process, address, _):
        web = next(child for child in children_of(process.pid) if "granian" in child[1])
        workers = [Path(f"/proc/{worker}") for worker, _ in children_of(web[0])]
        assert workers
        os.kill(web[0], signal.SIGKILL)
        assert process.stdout is not None
        assert process.stdout.readline().startswith("web ended with exit code -9: starting it again")
        deadline = time.monotonic() + 30
        while not answers(f"{address}/readyz", status=200) and time.monotonic() < deadline:
            time.sleep(0.2)
        assert send(f"{address}/readyz", method="GET").status == 200
        while any(map(runs, workers)) and time.monotonic() < deadline:
            time.sleep(0.2)
        assert [worker for worker in workers if runs(worker)] == []


def runs(process: Path) -> bool:
    """Whether the process still runs; one that only waits to be reaped has no command line any more."""
    try:
        return bool((process / "cmdline").read_bytes())
    except (FileNotFoundError, ProcessLookupError):
        return False


def children_of(parent: int) -> list[tuple[int, str]]:
    """Process id and command of each direct child."""
    listed = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [(int(child), Path(f"/proc/{child}/cmdline").read_text().replace("\0", " ")) for child in listed]


def test_a_port_that_is_taken_is_one_line_with_the_remedy(own_data: Data) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        process = command(own_data, port)
        output, _ = process.communicate(timeout=30)
        assert process.returncode == 1
        assert output.count("\n") == 1
        assert f"127.0.0.1:{port}" in output
        assert "PORT=" in output
        assert accepts_connections(port)
