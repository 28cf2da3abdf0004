"""Rounds of load on all contenders in turn, so that a disturbance of the machine meets all of them."""

import asyncio
import statistics
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from http import HTTPStatus
from time import perf_counter
from typing import Final

from benchmarks.gateway.contenders import CONTENDERS
from benchmarks.gateway.measures import Measure, Quantity
from benchmarks.gateway.running import MILLISECONDS, Running, Workplace, first_answer_ms, start, workplace
from benchmarks.gateway.workload.graph import QUERIES
from benchmarks.gateway.wrk import put_under_load
from benchmarks.load import Target, WrongAnswerError
from benchmarks.load import put_under_load as put_under_checked_load
from benchmarks.processor_time import machine_seconds, processor_seconds
from tests.harness.processes import ProcessFailedError

CONNECTIONS: Final = 50
DRAIN: Final = 2
"""Seconds for what is under way when a round ends."""
CHECKED_SECONDS: Final = 0.5
"""Of load in which every answer is compared byte for byte."""
LIMIT_HEADER: Final = "ratelimit-limit"
Tell = Callable[[str], None]


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
    """Start what the measures need, check that all answer as they should, then measure. What cannot be started, and
    what does not do what it is to be measured at, is left out, with the reason.
    """
    wanted = [CONTENDERS[name] for name in dict.fromkeys(name for measure in measures for name in measure.contenders)]
    missing = {one.name: reason for one in wanted if (reason := one.why_missing()) is not None}
    with (
        workplace(with_redis=any(one.limits for one in wanted if one.name not in missing)) as place,
        ExitStack() as stack,
    ):
        running: dict[str, Running] = {}
        for contender in wanted:
            if contender.name in missing:
                continue
            tell(f"Starting {contender.title}")
            try:
                running[contender.name] = stack.enter_context(start(contender, place))
            except ProcessFailedError as error:
                missing[contender.name] = f"{contender.title} is left out: {error}"
        alone: dict[Work, int] = {}
        for work in _works(measures):
            if work.contender in running:
                try:
                    alone[work] = _check_answer(work, running[work.contender], place, tell)
                except WrongAnswerError as error:
                    missing[work.contender] = f"{running.pop(work.contender).contender.title} is left out: {error}"
        works = [work for work in alone if work.contender in running]
        first_answers = _first_answers(measures, running, place, effort, tell)
        under_load = _rounds_of(works, running, place, effort, tell)
        peaks = {name: one.peak_megabytes() for name, one in running.items()}
    for work, reason in _unfit(under_load, alone).items():
        missing[work.contender] = reason
        del under_load[work]
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
    measures: Sequence[Measure], running: Mapping[str, Running], place: Workplace, effort: Effort, tell: Tell
) -> dict[tuple[str, str], list[float]]:
    """Of processes beside those that run. The subgraphs know by now what they will be asked."""
    taken: dict[tuple[str, str], list[float]] = {}
    for number in range(effort.rounds):
        for measure in measures:
            if measure.quantity is not Quantity.FIRST_ANSWER:
                continue
            tell(f"First answers of fresh processes, round {number + 1} of {effort.rounds}")
            for name in measure.contenders:
                if name in running:
                    milliseconds = first_answer_ms(running[name].contender, measure.query, place)
                    taken.setdefault((measure.query, name), []).append(milliseconds)
    return taken


def _check_answer(work: Work, one: Running, place: Workplace, tell: Tell) -> int:
    """The answer is what it should be, once and under load; raises WrongAnswerError where it is not. Gives the
    number of fetches for a single request.
    """
    tell(f"Checking the answer: {work.query}, {one.contender.title}")
    asked = place.requests_to_subgraphs()
    answer = one.ask(work.query)
    alone = place.requests_to_subgraphs() - asked
    limited = not one.contender.limits or LIMIT_HEADER in answer.headers
    if answer.status != HTTPStatus.OK or answer.json() != place.expected(work.query) or not limited:
        raise WrongAnswerError(
            f"it answers {work.query} otherwise than it should:\n"
            f"{answer.status} {answer.headers}\n{answer.body[:1000].decode()}"
        )
    request = one.request(work.query)
    target = Target(request.url, request.body.read_bytes(), request.headers, answer.body)
    asyncio.run(put_under_checked_load(target, concurrency=CONNECTIONS, seconds=CHECKED_SECONDS))
    return alone


def _unfit(under_load: Mapping[Work, Sequence[Round]], alone: Mapping[Work, int]) -> dict[Work, str]:
    """Where the subgraphs were asked more or less than the measure means, and how."""
    found = {}
    for work, rounds in under_load.items():
        contender, single = CONTENDERS[work.contender], alone[work]
        fetches = statistics.median(one.fetches for one in rounds)
        if not contender.fetching.fits(fetches, single):
            found[work] = (
                f"{contender.title} is left out at {work.query}: under load it should ask the subgraphs "
                f"{contender.fetching.value}, but asks them {fetches:.2f} times a request, and {single} times for one."
            )
    return found


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
