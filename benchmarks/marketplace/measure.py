"""Rounds of load on both deployments in turn, so that a disturbance of the machine meets all of them."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Final

from benchmarks.load import Target, put_under_load
from benchmarks.marketplace.cases import HEADERS, Case, checked_answer, read_cases
from benchmarks.processor_time import machine_seconds, processor_seconds
from benchmarks.spread import Spread
from tests.harness.deployment import Gateway, embedded_gateway, reference, seeded_data, separate_gateway
from tests.harness.graphql_over_http import ask

DEPLOYMENTS: Final = ("embedded", "separate")
CONCURRENCIES: Final = (1, 16)
SIZE: Final = {"users": 2_000, "offers": 10_000, "reviews": 40_000}
WARM_UP_SECONDS: Final = 0.5
MILLISECONDS: Final = 1000.0


@dataclass(frozen=True, slots=True)
class Round:
    """CPU is processor time per request. In the embedded deployment the gateway's process holds the subgraphs too."""

    requests_per_second: float
    p50_ms: float
    p95_ms: float
    cpu_ms_gateway: float
    cpu_ms_subgraphs: float
    other_cores: float
    """Processors that something else than the servers kept busy: the load generator, and strangers."""


@dataclass(frozen=True, slots=True)
class Place:
    """What is measured together: a row of the table."""

    deployment: str
    case: str
    concurrency: int


@dataclass(frozen=True, slots=True)
class Running:
    """A gateway, and the answers that it must give."""

    name: str
    gateway: Gateway
    expected: Mapping[str, bytes]

    def target(self, case: Case) -> Target:
        return Target(self.gateway.graphql, case.body, HEADERS, self.expected[case.name])


def measure(*, rounds: int, seconds: float, tell: Callable[[str], None]) -> dict[Place, list[Round]]:
    """Seed, start, check the answers, then measure."""
    cases = read_cases()
    measured: dict[Place, list[Round]] = defaultdict(list)
    with deployments(cases, tell) as running:
        targets = [
            (Place(deployment.name, case.name, concurrency), deployment.gateway, deployment.target(case))
            for case in cases
            for concurrency in CONCURRENCIES
            for deployment in running
        ]
        for number in range(-1, rounds):
            tell(f"Round {number + 1} of {rounds}" if number >= 0 else "Warming up")
            for place, gateway, target in targets:
                lasted = measured_round(gateway, target, place.concurrency, seconds if number >= 0 else WARM_UP_SECONDS)
                if number >= 0:
                    measured[place].append(lasted)
    return measured


@contextmanager
def deployments(cases: Sequence[Case], tell: Callable[[str], None]) -> Iterator[list[Running]]:
    """Both gateways over one database in a temporary directory; no answer differs from the reference's."""
    with TemporaryDirectory(prefix="holdfast-benchmark-") as directory, ExitStack() as stack:
        tell("Seeding a database")
        data = seeded_data(Path(directory), size=[f"--{rows}={count}" for rows, count in SIZE.items()])
        tell("Starting the gateways and the subgraphs")
        gateways = {
            "embedded": stack.enter_context(embedded_gateway(data)),
            "separate": stack.enter_context(separate_gateway(data)),
        }
        tell("Checking the answers against the one-schema reference")
        with reference(data) as reference_url:
            answers = {case.name: ask(reference_url, case.query) for case in cases}
        yield [
            Running(
                name, gateway, {case.name: checked_answer(case, gateway.graphql, answers[case.name]) for case in cases}
            )
            for name, gateway in gateways.items()
        ]


def measured_round(gateway: Gateway, target: Target, concurrency: int, seconds: float) -> Round:
    subgraphs = [process.pid for process in gateway.subgraphs.values()]

    def clocks() -> tuple[float, float, float]:
        return processor_seconds([gateway.process.pid]), processor_seconds(subgraphs), machine_seconds()

    started, before = perf_counter(), clocks()
    load = asyncio.run(put_under_load(target, concurrency=concurrency, seconds=seconds))
    of_gateway, of_subgraphs, of_machine = (later - earlier for later, earlier in zip(clocks(), before, strict=True))
    requests = len(load.latencies)
    return Round(
        requests_per_second=load.requests_per_second,
        p50_ms=load.percentile(50) * MILLISECONDS,
        p95_ms=load.percentile(95) * MILLISECONDS,
        cpu_ms_gateway=of_gateway / requests * MILLISECONDS,
        cpu_ms_subgraphs=of_subgraphs / requests * MILLISECONDS,
        other_cores=(of_machine - of_gateway - of_subgraphs) / (perf_counter() - started),
    )


def summarized(rounds: Sequence[Round]) -> dict[str, Spread]:
    """The spread of each quantity over the rounds."""
    columns = [asdict(one) for one in rounds]
    return {name: Spread.of([column[name] for column in columns]) for name in columns[0]}
