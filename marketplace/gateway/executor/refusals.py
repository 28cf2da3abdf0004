"""The errors of fields that the client may not see; their nulls come with the plan's shape."""

from collections.abc import Iterable
from itertools import islice
from typing import Any

from marketplace.gateway.errors import UnauthorizedError
from marketplace.gateway.executor.targets import find_target_paths
from marketplace.gateway.plan.nodes import QueryPlan, Refusal

MAX_REFUSALS = 100
"""Named in one answer, but for each refused field at least one place."""


def refusal_entries(plan: QueryPlan, root: dict[str, Any], part: int | None = None) -> list[dict[str, Any]]:
    """One entry for each place of the response, or of one part of it, where a field was refused."""
    refusals = [refusal for refusal in plan.refusals if refusal.part == part]
    return list(_entries(refusals, plan, root)) if refusals else []


def _entries(refusals: list[Refusal], plan: QueryPlan, root: dict[str, Any]) -> Iterable[dict[str, Any]]:
    places = max(1, MAX_REFUSALS // len(refusals))
    for refusal in refusals:
        error = UnauthorizedError.of_field(refusal.response_key).formatted()
        for path in islice(find_target_paths(root, refusal.path, refusal.types, plan.shape), places):
            yield {**error, "path": [*path, refusal.response_key]}
