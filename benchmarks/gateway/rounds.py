"""Rounds of load on all contenders in turn, so that a disturbance of the machine meets all of them."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from time import perf_counter
from typing import Final

from benchmarks.gateway.checking import check_answers, why_unfit
from benchmarks.gateway.contenders import CONTENDERS, Contender
from benchmarks.gateway.measured import Measured, Round, Work
from benchmarks.gateway.measures import Measure, Quantity
from benchmarks.gateway.running import MILLISECONDS, Running, Workplace, first_answer_ms, start, workplace
from benchmarks.gateway.workload.graph import QUERIES
from benchmarks.gateway.wrk import LoadFailedError, put_under_load
from benchmarks.processor_time import machine_seconds, processor_seconds
from tests.harness.processes import ProcessFailedError

DRAIN: Final = 2
"""Seconds for what is under way when a round ends."""
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How much of everything; seconds."""

    rounds: int
    seconds: int
    warm_up: int


def measure_all(measures: Sequence[Measure], effort: Effort, tell: Tell) -> Measured:
    """Start what the measures need, check that all answer as they should, then measure. What cannot be started, and
    what does not do what it is to be measured at, is left out, with the reason.
    """
    wanted = [CONTENDERS[name] for name in dict.fromkeys(name for measure in measures for name in measure.contenders)]
    missing = {one.name: reason for one in wanted if (reason := one.why_missing()) is not None}
    present = [one for one in wanted if one.name not in missing]
    with workplace(with_redis=any(one.limits for one in present)) as place, ExitStack() as stack:
        running = _start_all(present, place, stack, missing, tell)
        alone = check_answers(_works(measures), running, place, missing, tell)
        works = [work for work in alone if work.contender in running]
        first_answers = _first_answers(measures, running, place, effort, tell)
        under_load = _rounds_of(works, running, place, effort=effort, missing=missing, tell=tell)
        peaks = {name: one.peak_megabytes() for name, one in running.items()}
    for work in [work for work in under_load if work.contender not in missing]:
        reason = why_unfit(work, under_load[work], alone[work])
        if reason is not None:
            missing[work.contender] = reason
    under_load = {work: rounds for work, rounds in under_load.items() if work.contender not in missing}
    return Measured(under_load, first_answers, peaks, missing)


def _start_all(
    contenders: Sequence[Contender], place: Workplace, stack: ExitStack, missing: dict[str, str], tell: Tell
) -> dict[str, Running]:
    """Those that could be started; why others could not is put into `missing`."""
    running = {}
    for contender in contenders:
        tell(f"Starting {contender.title}")
        try:
            running[contender.name] = stack.enter_context(start(contender, place))
        except ProcessFailedError as error:
            lines = str(error).strip().splitlines()
            missing[contender.name] = f"{contender.title} is left out: {lines[0]} ... {lines[-1]}"
    return running


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


def _rounds_of(
    works: Sequence[Work],
    running: Mapping[str, Running],
    place: Workplace,
    *,
    effort: Effort,
    missing: dict[str, str],
    tell: Tell,
) -> dict[Work, list[Round]]:
    """A round that does not count warms up. Who fails under load is put into `missing`, and left alone then."""
    rounds: dict[Work, list[Round]] = {work: [] for work in works}
    for number in range(-1, effort.rounds):
        for work in works if number % 2 else reversed(works):
            if work.contender in missing:
                continue
            title = running[work.contender].contender.title
            counts = number >= 0
            tell(f"{f'Round {number + 1} of {effort.rounds}' if counts else 'Warming up'}: {work.query}, {title}")
            try:
                one = _measured_round(
                    running[work.contender], work, place, effort.seconds if counts else effort.warm_up
                )
            except LoadFailedError as error:
                missing[work.contender] = f"{title} is left out: {error}"
                continue
            if counts:
                rounds[work].append(one)
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
    load = put_under_load(one.request(work.query), seconds=seconds, drain=drain)
    of_contender, of_others, of_machine = (now - then for now, then in zip(clocks(), before, strict=True))
    return Round(
        requests_per_second=load.requests / load.seconds,
        p50_ms=load.p50_ms,
        p95_ms=load.p95_ms,
        cpu_ms=of_contender / load.requests * MILLISECONDS,
        fetches=(place.requests_to_subgraphs() - asked) / load.requests,
        other_cores=(of_machine - of_contender - of_others - load.processor_seconds) / (perf_counter() - started),
    )
