"""Bounds on the shape of JSON values that clients send."""

from typing import Any

from marketplace.gateway.config import LimitsConfig
from marketplace.gateway.errors import OperationLimitError


def refuse_oversized_json(value: Any, limits: LimitsConfig) -> None:
    """Refuse variables nested too deeply or with too long a list, visiting each value once."""
    pending: list[tuple[Any, int]] = [(value, 0)]
    while pending:
        current, depth = pending.pop()
        if not isinstance(current, dict | list):
            continue
        if depth > limits.max_json_depth:
            raise OperationLimitError(
                f"The variables are nested more than {limits.max_json_depth} levels deep.",
                extensions={"limit": "json_depth", "maximum": limits.max_json_depth},
            )
        if isinstance(current, list) and len(current) > limits.max_json_list:
            raise OperationLimitError(
                f"A list in the variables has {len(current)} entries; at most "
                f"{limits.max_json_list} are allowed. Send it in several requests.",
                extensions={
                    "limit": "json_list",
                    "maximum": limits.max_json_list,
                    "actual": len(current),
                },
            )
        children = current.values() if isinstance(current, dict) else current
        pending.extend((child, depth + 1) for child in children)
