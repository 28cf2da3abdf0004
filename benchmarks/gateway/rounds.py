"""Rounds of load on all contenders in turn, so that a disturbance of the machine meets all of them."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from time import perf_counter
from typing import Any, Final

from benchmarks.gateway.contenders import CONTENDERS, Contender
from benchmarks.gateway.measures import Measure, Quantity
from benchmarks.gateway.running import MILLISECONDS, Running, Workplace, all_running, first_answer_ms, workplace
from benchmarks.gateway.workload.graph import QUERIES
from benchmarks.gateway.wrk import put_under_load
from benchmarks.load import Target, WrongAnswerError
from benchmarks.load import put_under_load as put_under_checked_load
from benchmarks.processor_time import machine_seconds, processor_seconds

CONNECTIONS: Final = 50
DRAIN: Final = 2
"""Seconds for what is under way when a round ends."""
CHECKED_SECONDS: Final = 0.5
"""Of load in which every answer is compared byte for byte."""
LOST: Final = 0.02
"""Share of the requests to subgraphs that may be missing: rounding, and what was under way."""
Tell = Callable[[str], None]


class UnfitMeasureError(Exception):
    """A contender does not do what a measure claims to measure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How much of everything; seconds."""

    rounds: int
    seconds: int
    warm_up: int


@dataclass(frozen=True, slots=True)
class Work:
    """One query under load on one contender."""

    query: str
    contender: str
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class Round:
    """`fetches`: requests to subgraphs for each request of a client. `other_cores`: used by neither the contender, nor
    the subgraphs, nor Redis, nor the load generator.
    """

    requests_per_second: float
    p50_ms: float
    p95_ms: float
    cpu_ms: float
    fetches: float
    other_cores: float


@dataclass(frozen=True, slots=True)
class Measured:
    """Values in the order of the rounds."""

    under_load: Mapping[Work, Sequence[Round]]
    first_answers: Mapping[tuple[str, str], Sequence[float]]
    """By query and contender, milliseconds."""
    peaks: Mapping[str, float]
    """By contender, megabytes."""
    missing: Mapping[str, str] = field(default_factory=dict)
    """Contenders that could not be had, and why."""

    def values(self, measure: Measure) -> dict[str, list[float]]:
        """By contender, of those that were there."""
        found = {name: self._values(measure, name) for name in measure.contenders}
        return {name: values for name, values in found.items() if values}

    def _values(self, measure: Measure, contender: str) -> list[float]:
        match measure.quantity:
            case Quantity.MEMORY:
                return [self.peaks[contender]] if contender in self.peaks else []
            case Quantity.FIRST_ANSWER:
                return list(self.first_answers.get((measure.query, contender), ()))
            case Quantity.PROCESSOR:
                return [one.cpu_ms for one in self._rounds(measure, contender)]
            case Quantity.RATE:
                return [one.requests_per_second for one in self._rounds(measure, contender)]

    def other_cores(self, measure: Measure, contender: str) -> list[float]:
        """In the rounds of this measure; none where it has no rounds."""
        return [one.other_cores for one in self._rounds(measure, contender)]

    def _rounds(self, measure: Measure, contender: str) -> Sequence[Round]:
        return self.under_load.get(Work(measure.query, contender, measure.quantity), ())


def measure_all(measures: Sequence[Measure], effort: Effort, tell: Tell) -> Measured:
    """Start what the measures need, check that all answer alike, then measure."""
    wanted = dict.fromkeys(name for measure in measures for name in measure.contenders)
    reasons = {name: CONTENDERS[name].why_missing() for name in wanted}
    present = [CONTENDERS[name] for name, reason in reasons.items() if reason is None]
    with workplace(with_redis=any(contender.redis for contender in present)) as place:
        first_answers = _first_answers(measures, present, place, effort, tell)
        tell("Starting " + ", ".join(contender.title for contender in present))
        with all_running(present, place) as running:
            works = [work for work in _works(measures) if work.contender in running]
            alone = _check_answers(works, running, place, tell)
            under_load = _rounds_of(works, running, place, effort, tell)
            _refuse_sharing(under_load, running, alone)
            peaks = {name: one.peak_megabytes() for name, one in running.items()}
    missing = {name: reason for name, reason in reasons.items() if reason is not None}
    return Measured(under_load, first_answers, peaks, missing)


def _works(measures: Sequence[Measure]) -> list[Work]:
    """Each once, those of one query together."""
    works = dict.fromkeys(
        Work(measure.query, name, Quantity.RATE if measure.quantity is Quantity.RATE else Quantity.PROCESSOR)
        for measure in measures
        if measure.quantity is not Quantity.FIRST_ANSWER
        for name in measure.contenders
    )
    return sorted(works, key=lambda work: QUERIES.index(work.query))


def _first_answers(
    measures: Sequence[Measure], present: Sequence[Contender], place: Workplace, effort: Effort, tell: Tell
) -> dict[tuple[str, str], list[float]]:
    """A round that does not count has the subgraphs learn what they are asked."""
    taken: dict[tuple[str, str], list[float]] = {}
    for number in range(-1, effort.rounds):
        for measure in measures:
            if measure.quantity is not Quantity.FIRST_ANSWER:
                continue
            tell(f"First answers of fresh processes, round {number + 1} of {effort.rounds}")
            for contender in present:
                if contender.name in measure.contenders:
                    milliseconds = first_answer_ms(contender, measure.query, place)
                    if number >= 0:
                        taken.setdefault((measure.query, contender.name), []).append(milliseconds)
    return taken


def _check_answers(
    works: Sequence[Work], running: Mapping[str, Running], place: Workplace, tell: Tell
) -> dict[Work, int]:
    """All contenders say the same, once and under load; raises WrongAnswerError. Gives the requests to subgraphs that
    a single answer takes.
    """
    said: dict[str, Any] = {}
    alone: dict[Work, int] = {}
    for work in works:
        one = running[work.contender]
        tell(f"Checking the answers: {work.query}, {one.contender.title}")
        asked = place.requests_to_subgraphs()
        answer = one.ask(work.query)
        alone[work] = place.requests_to_subgraphs() - asked
        value = answer.json()
        if answer.status != HTTPStatus.OK or value != said.setdefault(work.query, value) or "errors" in value:
            raise WrongAnswerError(
                f"{one.contender.title} answers {work.query} otherwise than the others ({answer.status}):\n"
                f"{answer.body[:2000].decode()}"
            )
        request = one.request(work.query)
        target = Target(request.url, request.body.read_bytes(), request.headers, answer.body)
        asyncio.run(put_under_checked_load(target, concurrency=CONNECTIONS, seconds=CHECKED_SECONDS))
    return alone


def _refuse_sharing(
    under_load: Mapping[Work, Sequence[Round]], running: Mapping[str, Running], alone: Mapping[Work, int]
) -> None:
    """Raises UnfitMeasureError where a contender that is to work for each request alone did not."""
    for work, rounds in under_load.items():
        contender = running[work.contender].contender
        fewest = min(one.fetches for one in rounds)
        if not contender.shares and fewest < alone[work] * (1 - LOST):
            raise UnfitMeasureError(
                f"{contender.title} asks the subgraphs {alone[work]} times for {work.query}, but under load only "
                f"{fewest:.2f} times a request: it shares or caches what it is to work for."
            )


def _rounds_of(
    works: Sequence[Work], running: Mapping[str, Running], place: Workplace, effort: Effort, tell: Tell
) -> dict[Work, list[Round]]:
    rounds: dict[Work, list[Round]] = {work: [] for work in works}
    for work in works:
        tell(f"Warming up: {work.query}, {running[work.contender].contender.title}")
        _measured_round(running[work.contender], work, place, effort.warm_up)
    for number in range(effort.rounds):
        for work in works if number % 2 else reversed(works):
            title = running[work.contender].contender.title
            tell(f"Round {number + 1} of {effort.rounds}: {work.query}, {title}")
            rounds[work].append(_measured_round(running[work.contender], work, place, effort.seconds))
    return rounds


def _measured_round(one: Running, work: Work, place: Workplace, seconds: int) -> Round:
    def clocks() -> tuple[float, float, float]:
        return (
            processor_seconds([one.process.pid]),
            processor_seconds(place.groups),
            machine_seconds(),
        )

    asked, started, before = place.requests_to_subgraphs(), perf_counter(), clocks()
    drain = 0 if work.quantity is Quantity.RATE else DRAIN
    load = put_under_load(one.request(work.query), connections=CONNECTIONS, seconds=seconds, drain=drain)
    of_contender, of_others, of_machine = (now - then for now, then in zip(clocks(), before, strict=True))
    return Round(
        requests_per_second=load.requests / load.seconds,
        p50_ms=load.p50_ms,
        p95_ms=load.p95_ms,
        cpu_ms=of_contender / load.requests * MILLISECONDS,
        fetches=(place.requests_to_subgraphs() - asked) / load.requests,
        other_cores=(of_machine - of_contender - of_others - load.processor_seconds) / (perf_counter() - started),
    )
