"""Response keys inside subgraph operations.

Two fields of different object types may share a response key only if their types have the same shape
*in that subgraph* (GraphQL specification, FieldsInSetCanMerge). The client's operation satisfies the
rule for the supergraph, where the types were merged; where a subgraph's own types disagree, one of the
fields gets an alias, and the answer is renamed back.
"""

from collections.abc import Iterable

from marketplace.gateway.plan.nodes import Renames
from marketplace.gateway.planner.fetch_group import SelectionTree, WireField


def assign_wire_keys(trees: Iterable[SelectionTree]) -> Renames | None:
    """Set `wire_key` throughout the trees, which stand at one response position of one operation.

    Returns what has to be renamed in the answer, None when nothing has.
    """
    by_key: dict[str, list[WireField]] = {}
    for tree in trees:
        for field in tree.fields.values():
            by_key.setdefault(field.key, []).append(field)
    renames: dict[str, tuple[str, Renames | None]] = {}
    for key, fields in by_key.items():
        for number, group in enumerate(_compatible_groups(fields)):
            wire_key = key if number == 0 else f"_{key}_{number}"
            for field in group:
                field.wire_key = wire_key
            below = assign_wire_keys([field.child for field in group if field.child is not None])
            if number or below:
                renames[wire_key] = (key, below)
    return renames or None


def _compatible_groups(fields: list[WireField]) -> list[list[WireField]]:
    groups: list[list[WireField]] = []
    for field in fields:
        for group in groups:
            if field.shape == group[0].shape:
                group.append(field)
                break
        else:
            groups.append([field])
    return groups
