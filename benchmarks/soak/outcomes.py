"""What came of a request: the right answer, one that a fault may explain, or one that nothing does."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from typing import Any, Final

import orjson

from benchmarks.soak.graph import owners

SUBGRAPH_CODES: Final = re.compile(r"SUBGRAPH_(?!VALUE_INVALID|COST)[A-Z_]+|ON_PURPOSE")
"""Of errors that say that a subgraph failed."""
REQUIRING: Final = ("inStock", "shippingEstimate")
"""Fields that are asked for together, one of which requires a price."""
MOST_ERRORS: Final = 100
"""That the gateway tells of one fetch."""
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
    outcome = judge_json(status, answer, orjson.loads(expected), principal)
    return Outcome(Kind.WRONG, "the right data in other bytes") if outcome.kind is Kind.RIGHT else outcome


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
        place = find_difference(answer.get("data"), expected["data"], lambda _: False)
        if status == HTTPStatus.OK and place is None:
            return Outcome(Kind.RIGHT)
        return Outcome(
            Kind.WRONG, f"{status} other data at {list(place or ())}: {_value_at(answer['data'], place)!r:.300}"
        )
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
    place = find_difference(data, expected, _explains([tuple(error.get("path", ())) for error in errors]))
    if place is not None:
        return Outcome(Kind.WRONG, f"{detail}, which does not explain what is at {list(place)}")
    return Outcome(Kind.PARTIAL, detail, subgraphs)


def find_difference(got: Any, expected: Any, explained: Callable[[Path], bool], place: Path = ()) -> Path | None:
    """Where an answer differs from the expected one in more than nulls that are explained."""
    if got == expected:
        return None
    if got is None:
        return None if explained(place) else place
    if isinstance(got, dict) and isinstance(expected, dict) and got.keys() == expected.keys():
        pairs: Iterable[tuple[str | int, Any, Any]] = ((key, got[key], expected[key]) for key in got)
    elif isinstance(got, list) and isinstance(expected, list) and len(got) == len(expected):
        pairs = ((index, *both) for index, both in enumerate(zip(got, expected, strict=True)))
    else:
        return place
    found = (find_difference(mine, theirs, explained, (*place, key)) for key, mine, theirs in pairs)
    return next((path for path in found if path is not None), None)


def _value_at(data: Any, place: Path | None) -> Any:
    for step in place or ():
        data = data[step]
    return data


def _explains(paths: Sequence[Path]) -> Callable[[Path], bool]:
    """Whether one of the paths is that of a null, or leads to it or on from it. What inventory says is asked for with
    what products said of the same object. Where there are as many errors as are told at most, those of the same field
    in other entries of a list count as well.
    """
    paths = [*paths, *((*path[:-1], field) for path in paths if path[-1:] == ("price",) for field in REQUIRING)]
    if len(paths) < MOST_ERRORS:
        return lambda place: any(path[: len(place)] == place or place[: len(path)] == path for path in paths)
    known = {_names(path) for path in paths}
    return lambda place: any(
        path[: len(names)] == names or names[: len(path)] == path for path in known for names in [_names(place)]
    )


def _names(path: Path) -> Path:
    return tuple(step for step in path if isinstance(step, str))
