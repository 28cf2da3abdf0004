"""Proof that a contender does what it is to be measured at."""

import asyncio
import statistics
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Final

from benchmarks.gateway.contenders import CONTENDERS
from benchmarks.gateway.measured import Round, Work
from benchmarks.gateway.running import Running, Workplace
from benchmarks.gateway.wrk import CONNECTIONS
from benchmarks.load import Target, WrongAnswerError, put_under_load

CHECKED_SECONDS: Final = 0.5
"""Of load in which every answer is compared byte for byte."""
LIMIT_HEADER: Final = "ratelimit-limit"


def check_answers(
    works: Sequence[Work],
    running: dict[str, Running],
    place: Workplace,
    missing: dict[str, str],
    tell: Callable[[str], None],
) -> dict[Work, int]:
    """The number of fetches for a single request. Who answers wrongly goes from `running` to `missing`."""
    alone: dict[Work, int] = {}
    for work in works:
        if work.contender in running:
            one = running[work.contender]
            tell(f"Checking the answer: {work.query}, {one.contender.title}")
            try:
                alone[work] = _check_answer(work, one, place)
            except (WrongAnswerError, OSError, EOFError) as error:
                missing[work.contender] = f"{one.contender.title} is left out: {error}"
                del running[work.contender]
    return alone


def _check_answer(work: Work, one: Running, place: Workplace) -> int:
    """The answer is what it should be, once and under load; raises WrongAnswerError where it is not. Gives the
    number of fetches for a single request.
    """
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
    asyncio.run(put_under_load(target, concurrency=CONNECTIONS, seconds=CHECKED_SECONDS))
    return alone


def why_unfit(work: Work, rounds: Sequence[Round], alone: int) -> str | None:
    """Where the subgraphs were asked more or less than the measure means; `alone`: for a single request."""
    contender = CONTENDERS[work.contender]
    fetches = statistics.median(one.fetches for one in rounds)
    if contender.fetching.fits(fetches, alone):
        return None
    return (
        f"{contender.title} is left out at {work.query}: under load it should ask the subgraphs "
        f"{contender.fetching.value}, but asks them {fetches:.2f} times a request, and {alone} times for one."
    )
