"""The subgraphs and the contenders as processes, in a temporary directory."""

import http.client
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, Final

from benchmarks.gateway.contenders import Contender, Place
from benchmarks.gateway.credentials import issue_token
from benchmarks.gateway.workload.graph import QUERIES, compose_supergraph, read_query, reference_answer
from benchmarks.gateway.workload.subgraphs import COUNTS_PATH
from benchmarks.gateway.wrk import Request
from tests.harness.graphql_over_http import Answer, send
from tests.harness.processes import Process, accepts_connections, free_port
from tests.harness.redis_servers import redis_server

START_WITHIN: Final = 90.0  # seconds; a Node.js gateway that reads its modules from a cold disk needs some
KILOBYTES: Final = 1024  # in a megabyte
MILLISECONDS: Final = 1000.0
JSON: Final[Mapping[str, str]] = {"content-type": "application/json", "accept": "application/json"}


@dataclass(frozen=True, slots=True)
class Workplace:
    """A directory with the queries' bodies, their answers and the supergraph; the subgraphs, all in one process, run.

    `environment` is what the configurations refer to; `token` proves who is asking.
    """

    directory: Path
    subgraphs: Process
    subgraphs_port: int
    subgraphs_socket: Path
    environment: Mapping[str, str]
    token: str
    groups: Sequence[int]
    """Process groups that serve the contenders: the subgraphs, and Redis."""

    def expected(self, query: str) -> Any:
        """The answer that every contender must give, as JSON says it."""
        return json.loads((self.directory / f"{query}.answer.json").read_bytes())

    def requests_to_subgraphs(self) -> int:
        """So far."""
        counts: dict[str, int] = send(f"http://127.0.0.1:{self.subgraphs_port}{COUNTS_PATH.decode()}").json()
        return sum(counts.values())


@dataclass(frozen=True, slots=True)
class Running:
    """A contender that runs."""

    contender: Contender
    process: Process
    port: int
    at: Workplace

    def request(self, query: str) -> Request:
        proof = {"authorization": f"Bearer {self.at.token}"} if self.contender.authenticates else {}
        url = f"http://127.0.0.1:{self.port}{self.contender.path}"
        return Request(url, self.at.directory / f"{query}.json", {**JSON, **proof})

    def ask(self, query: str) -> Answer:
        request = self.request(query)
        return send(request.url, request.body.read_bytes(), headers=request.headers)

    def peak_megabytes(self) -> float:
        """The most memory that one process of it has had resident so far."""
        return max(_peak_kilobytes(self.process.pid)) / KILOBYTES


@contextmanager
def workplace(*, with_redis: bool) -> Iterator[Workplace]:
    with TemporaryDirectory(prefix="holdfast-benchmark-") as name, ExitStack() as stack:
        directory, port = Path(name), free_port()
        for query in QUERIES:
            (directory / f"{query}.json").write_text(json.dumps({"query": read_query(query)}))
            (directory / f"{query}.answer.json").write_bytes(reference_answer(query))
        sdl = compose_supergraph(lambda subgraph: f"http://127.0.0.1:{port}/{subgraph}")
        (directory / "supergraph.graphql").write_text(sdl)
        socket, key_set = directory / "subgraphs.sock", directory / "keys.json"
        process = Process(
            name="the subgraphs",
            command=[
                *(sys.executable, "-m", "benchmarks.gateway.workload.subgraphs"),
                *("--port", str(port), "--socket", str(socket)),
            ],
            log=directory / "subgraphs.log",
            ready=lambda: accepts_connections(port) and socket.exists(),
        )
        stack.enter_context(process)
        redis = stack.enter_context(redis_server()) if with_redis else None
        environment = {
            "BENCHMARK_ACCESS_LOG": str(directory / "access.log"),
            "BENCHMARK_INTERNAL_KEY": token_hex(32),
            "BENCHMARK_KEY_SET": str(key_set),
            "BENCHMARK_REDIS": redis.unix_url if redis else "",
        }
        yield Workplace(
            directory=directory,
            subgraphs=process,
            subgraphs_port=port,
            subgraphs_socket=socket,
            environment=environment,
            token=issue_token(key_set),
            groups=[process.pid, *([redis.process.pid] if redis else [])],
        )


@contextmanager
def start(contender: Contender, at: Workplace) -> Iterator[Running]:
    place = Place(at.directory, at.subgraphs_socket, free_port())
    process = Process(
        name=contender.title,
        command=contender.command(place),
        log=at.directory / f"{contender.name}.log",
        ready=lambda: _answers(place.port, contender.ready_path),
        environment={**at.environment, **contender.environment},
        directory=contender.directory,
    )
    try:
        process.start().wait_until_ready(START_WITHIN)
        yield Running(contender, process, place.port, at)
    finally:
        process.stop()


def first_answer_ms(contender: Contender, query: str, at: Workplace) -> float:
    """From the first request that a fresh process gets to the end of its answer: parsed, planned, executed."""
    with start(contender, at) as fresh:
        started = perf_counter()
        fresh.ask(query)
        return (perf_counter() - started) * MILLISECONDS


def _answers(port: int, path: str) -> bool:
    try:
        send(f"http://127.0.0.1:{port}{path}", method="GET", within=2.0)
    except (OSError, http.client.HTTPException):
        return False
    return True


def _peak_kilobytes(group: int) -> Iterator[int]:
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            fields = dict(line.split(":", 1) for line in status.read_text().splitlines())
        except (FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
            continue
        if int(fields["NSpgid"].split()[-1]) == group:
            yield int(fields["VmHWM"].split()[0])
