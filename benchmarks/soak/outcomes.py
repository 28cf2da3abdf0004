"""What came of a request: the right answer, one that a fault may explain, or one that nothing does."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from typing import Any, Final

import orjson

from benchmarks.soak.graph import owners

SUBGRAPH_CODES: Final = re.compile(r"SUBGRAPH_(?!VALUE_INVALID|COST)[A-Z_]+|ON_PURPOSE")
"""Of errors that say that a subgraph failed."""
Path = tuple[str | int, ...]


class Kind(StrEnum):
    """Classes of outcomes."""

    RIGHT = "right"
    REFUSED = "refused as it should be"
    PARTIAL = "without a subgraph's fields"
    SHED = "shed"
    UNCHECKED = "limit could not be checked"
    LOST = "no answer"
    ENDED = "subscription ended"
    WRONG = "wrong"
    LEAK = "another's data"


GOOD: Final = frozenset({Kind.RIGHT, Kind.REFUSED})


@dataclass(frozen=True, slots=True)
class Outcome:
    """`subgraphs` failed, as the answer says; `detail` is for a person."""

    kind: Kind
    detail: str = ""
    subgraphs: frozenset[str] = frozenset()


@dataclass(slots=True)
class Record:
    """One request, or one end of a subscription, with all its attempts. Times are seconds since the soak began;
    `explained_by` is a fault's name, empty where nothing explains the outcome or nothing has to.
    """

    operation: str
    principal: str
    request_id: str
    began: float
    ended: float
    outcomes: list[Outcome]
    explained_by: str = ""
    text: str = ""

    @property
    def last(self) -> Outcome:
        return self.outcomes[-1]


def judge(status: int, body: bytes, expected: bytes, principal: str) -> Outcome:
    """An answer that should have this body."""
    if status == HTTPStatus.OK and body == expected:
        return Outcome(Kind.RIGHT)
    try:
        answer = orjson.loads(body)
    except orjson.JSONDecodeError:
        return Outcome(Kind.WRONG, f"{status} {body[:200]!r}")
    return judge_json(status, answer, orjson.loads(expected), principal)


def judge_json(status: int, answer: Any, expected: Any, principal: str) -> Outcome:
    """The same, parsed already; of a batch each answer by itself, of which the worst counts."""
    if isinstance(expected, list) and isinstance(answer, list) and len(expected) == len(answer):
        judged = [judge_json(status, *pair, principal) for pair in zip(answer, expected, strict=True)]
        return max(judged, key=lambda outcome: list(Kind).index(outcome.kind))
    others = owners(orjson.dumps(answer).decode()) - {principal}
    if others:
        return Outcome(Kind.LEAK, f"{principal or 'a stranger'} reads what belongs to {sorted(others)}")
    if not isinstance(answer, dict):
        return Outcome(Kind.WRONG, f"{status} {answer!r:.200}")
    errors = answer.get("errors", [])
    if not errors:
        right = status == HTTPStatus.OK and answer.get("data") == expected["data"]
        return Outcome(Kind.RIGHT) if right else Outcome(Kind.WRONG, f"{status} other data: {answer!r:.300}")
    return _judge_errors(status, answer.get("data"), errors, expected["data"])


def codes_of(errors: Sequence[Any]) -> list[str]:
    return [str(error.get("extensions", {}).get("code")) for error in errors]


def _judge_errors(status: int, data: Any, errors: Sequence[Any], expected: Any) -> Outcome:
    codes = codes_of(errors)
    detail = f"{status} {', '.join(sorted(set(codes)))}: {errors[0].get('message')}"
    if codes == ["OVERLOADED"]:
        return Outcome(Kind.SHED, detail)
    if codes == ["RATE_LIMIT_UNAVAILABLE"]:
        return Outcome(Kind.UNCHECKED, detail)
    if not all(SUBGRAPH_CODES.fullmatch(code) for code in codes):
        return Outcome(Kind.WRONG, detail)
    subgraphs = frozenset(str(error["extensions"].get("subgraph")) for error in errors)
    place = find_difference(data, expected, [tuple(error.get("path", ())) for error in errors])
    if place is not None:
        return Outcome(Kind.WRONG, f"{detail}, which does not explain what is at {list(place)}")
    return Outcome(Kind.PARTIAL, detail, subgraphs)


def find_difference(got: Any, expected: Any, paths: Iterable[Path], place: Path = ()) -> Path | None:
    """Where an answer differs from the expected one in more than nulls that errors at these paths explain."""
    if got == expected:
        return None
    if got is None:
        explained = any(path[: len(place)] == place or place[: len(path)] == path for path in paths)
        return None if explained else place
    if isinstance(got, dict) and isinstance(expected, dict) and list(got) == list(expected):
        pairs: Iterable[tuple[str | int, Any, Any]] = ((key, got[key], expected[key]) for key in got)
    elif isinstance(got, list) and isinstance(expected, list) and len(got) == len(expected):
        pairs = ((index, *both) for index, both in enumerate(zip(got, expected, strict=True)))
    else:
        return place
    found = (find_difference(mine, theirs, paths, (*place, key)) for key, mine, theirs in pairs)
    return next((path for path in found if path is not None), None)
