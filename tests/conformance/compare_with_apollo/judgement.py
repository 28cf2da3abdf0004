"""When two answers differ, how, and which of them the one schema confirms."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from tests.conformance.compare_with_apollo.lenient_server import LEFT_OPEN

SHOWN = 1500  # characters of an answer


class Kind(StrEnum):
    """In what two gateways differ."""

    REFUSED = "refused"
    DATA = "data"
    ORDER = "order of fields"
    ERRORS = "errors"
    CONTRACT = "asked against the subgraph's schema"
    FETCHES = "more fetches of ours"


class Verdict(StrEnum):
    """Who says the same as one schema over the same data. `BOTH` is for differences that the specifications allow."""

    OURS = "ours"
    THEIRS = "theirs"
    NEITHER = "neither"
    BOTH = "both"


@dataclass(frozen=True)
class Outcome:
    """What a gateway made of one operation."""

    answer: Mapping[str, Any]
    fetches: int = 0
    violations: tuple[str, ...] = ()

    @property
    def data(self) -> Any:
        return self.answer.get("data")

    @property
    def refused(self) -> str | None:
        refused: str | None = self.answer.get("refused")
        return refused

    @property
    def nulled(self) -> set[str]:
        """Where an error made the data null, or what is wrong with the error's path."""
        return {_nulled_place(self.data, error) for error in self.answer.get("errors") or ()}

    def agrees_with(self, expected: Outcome) -> bool:
        """Equal data in the same order, and nulls for the same reasons."""
        same_data = json.dumps(self.data) == json.dumps(expected.data)
        return not self.refused and same_data and self.nulled == expected.nulled


@dataclass(frozen=True)
class Difference:
    """One difference of one operation. Those with equal `cause` belong together."""

    kind: Kind
    verdict: Verdict
    cause: str

    @property
    def group(self) -> tuple[Kind, Verdict, str]:
        return self.kind, self.verdict, self.cause


@dataclass
class Found:
    """All differences of one cause, with the smallest example."""

    difference: Difference
    count: int = 0
    example: dict[str, Any] = field(default_factory=dict)

    def add(self, example: dict[str, Any]) -> None:
        self.count += 1
        if not self.example or _size(example) < _size(self.example):
            self.example = example


def differences(ours: Outcome, theirs: Outcome, expected: Outcome) -> list[Difference]:
    """In the order of their weight."""
    if ours.refused or theirs.refused:
        if ours.refused and theirs.refused:
            return [Difference(Kind.REFUSED, Verdict.NEITHER, f"ours: {_plain(ours.refused)}")]
        verdict = Verdict.THEIRS if ours.refused else Verdict.OURS
        return [Difference(Kind.REFUSED, verdict, _plain(ours.refused or theirs.refused or ""))]
    found = [*_data(ours, theirs, expected), *_errors(ours, theirs, expected)]
    if bool(ours.violations) != bool(theirs.violations):
        found.append(_contract(ours, theirs))
    if not found and ours.fetches > theirs.fetches:
        found.append(Difference(Kind.FETCHES, Verdict.BOTH, f"our plan has {ours.fetches - theirs.fetches} more"))
    return found


def _contract(ours: Outcome, theirs: Outcome) -> Difference:
    said = [text.partition(": ")[2] for text in ours.violations or theirs.violations]
    serious = [text for text in said if not text.startswith(LEFT_OPEN)]
    if not serious:
        return Difference(Kind.CONTRACT, Verdict.BOTH, _plain(f"{'ours' if ours.violations else 'theirs'}: {said[0]}"))
    verdict = Verdict.THEIRS if ours.violations else Verdict.OURS
    return Difference(Kind.CONTRACT, verdict, _plain(re.sub(r"[{].*", "…", serious[0])))


def _data(ours: Outcome, theirs: Outcome, expected: Outcome) -> list[Difference]:
    written = [json.dumps(each.data) for each in (ours, theirs, expected)]
    if written[0] == written[1] == written[2]:
        return []
    verdict = _verdict(*written)
    wrong = theirs if verdict is Verdict.OURS else ours
    if wrong.data == expected.data:
        return [Difference(Kind.ORDER, verdict, "the same fields in another order")]
    cause = _first_difference(wrong.data, expected.data)
    reason = next((f": {_plain(e['message'])}" for e in wrong.answer.get("errors") or ()), "")
    return [Difference(Kind.DATA, verdict, cause + reason)]


def _errors(ours: Outcome, theirs: Outcome, expected: Outcome) -> list[Difference]:
    told = [json.dumps(sorted(each.nulled)) for each in (ours, theirs, expected)]
    if told[0] == told[1] == told[2]:
        return []
    verdict = _verdict(*told)
    wrong = theirs if verdict is Verdict.OURS else ours
    without = [place for place in wrong.nulled if place.startswith("(")]
    if without:
        cause = f"an error {without[0]}"
    elif expected.nulled - wrong.nulled:
        cause = "no error tells why a field is null"
    else:
        cause = "an error about a field that has none"
    return [Difference(Kind.ERRORS, verdict, cause)]


def _verdict(ours: str, theirs: str, expected: str) -> Verdict:
    if ours == expected:
        return Verdict.OURS
    return Verdict.THEIRS if theirs == expected else Verdict.NEITHER


def _first_difference(answer: Any, expected: Any) -> str:
    """What is wrong at the first place where the two part."""
    if isinstance(answer, dict) and isinstance(expected, dict):
        if expected.keys() != answer.keys():
            return "a field is missing" if expected.keys() - answer.keys() else "a field that was not asked for"
        at = next(name for name in expected if answer[name] != expected[name])
        return _first_difference(answer[at], expected[at])
    if isinstance(answer, list) and isinstance(expected, list):
        shared = min(len(answer), len(expected))
        if answer[:shared] == expected[:shared]:
            return "another number of items"
        at = next(index for index in range(shared) if answer[index] != expected[index])
        return _first_difference(answer[at], expected[at])
    return f"{_a(answer)} instead of {'another' if _a(answer) == _a(expected) else _a(expected)}"


def _a(value: Any) -> str:
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    return "null" if value is None else "a value"


def _nulled_place(data: Any, error: Mapping[str, Any]) -> str:
    path: Sequence[str | int] = error.get("path") or ()
    if not path:
        return "(without a path)" if data is not None else "[]"
    walked: list[str | int] = []
    for step in path:
        if data is None:
            break
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return "(with a path that the data do not have)"
        walked.append(step)
    return json.dumps(walked) if data is None else "(about a field that is not null)"


def _plain(message: str, limit: int = 110) -> str:
    """A message without the names and numbers of its example."""
    text = re.sub(r'"[^"]*"', '"…"', message.replace("\\n", " "))
    text = re.sub(r"\b(?:[a-z]+\d+(?:_\w+)?|[A-Z]\w?\d+(?:Part)?|\d+)\b", "…", " ".join(text.split()))
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _size(example: Mapping[str, Any]) -> int:
    return len(str(example["query"])) * 4 + sum(len(text) for text in example["subgraphs"].values())
