"""When two GraphQL answers say the same: equal data, keys in the same order, and nulls for the same reasons."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from hypothesis import note


def same_answer(answer: Any, expected: Any) -> bool:
    """Data byte for byte; errors by the place in the data that each of them made null.

    The specification leaves open which errors are told when several make the same field null (section 6.4.4,
    Handling Execution Errors), and the wording of an error is the executor's own.
    """
    same_data = json.dumps(answer.get("data")) == json.dumps(expected.get("data"))
    same_errors = nulled_places(answer) == nulled_places(expected)
    if not (same_data and same_errors):
        note(f"answer:   {json.dumps(answer)[:3000]}")
        note(f"expected: {json.dumps(expected)[:3000]}")
    return same_data and same_errors


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
