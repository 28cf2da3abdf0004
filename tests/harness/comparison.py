"""When two GraphQL answers say the same: equal data, keys in the same order, and nulls for the same reasons."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

SHOWN = 3000  # characters


def difference(answer: Any, expected: Any) -> str:
    """Empty when both say the same; else both, to be read in a failing test.

    Data are compared byte for byte; errors by the place in the data that each of them made null. The specification
    leaves open which errors are told when several make the same field null (section 6.4.4, Handling Execution Errors),
    and the wording of an error is the executor's own.
    """
    same_data = json.dumps(answer.get("data")) == json.dumps(expected.get("data"))
    if same_data and nulled_places(answer) == nulled_places(expected):
        return ""
    return f"answer:   {json.dumps(answer)[:SHOWN]}\nexpected: {json.dumps(expected)[:SHOWN]}"


def nulled_places(answer: Any) -> set[tuple[str | int, ...]]:
    """Where the data are null because of an error: each error's path up to the first null on it."""
    return {nulled_place(answer.get("data"), error.get("path") or ()) for error in answer.get("errors", ())}


def nulled_place(data: Any, path: Sequence[str | int]) -> tuple[str | int, ...]:
    walked: list[str | int] = []
    for step in path:
        if data is None:
            break
        data = data[step]
        walked.append(step)
    return tuple(walked)
