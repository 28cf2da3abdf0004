"""The text of subgraph operations, in the compact form that goes over the wire."""

from collections.abc import Iterable

from marketplace.gateway.operation.selection import TYPENAME
from marketplace.gateway.planner.fetch_group import SelectionTree, WireField


def print_tree(trees: Iterable[SelectionTree]) -> str:
    """One selection set `{…}` with the selections of all the trees."""
    by_fragment: dict[str | None, list[str]] = {}
    for tree in trees:
        if tree.typename:
            plain = by_fragment.setdefault(None, [])
            if TYPENAME not in plain:
                plain.insert(0, TYPENAME)
        for (fragment, _), field in tree.fields.items():
            by_fragment.setdefault(fragment, []).append(_print_field(field))
    parts = by_fragment.pop(None, [])
    unconditional = frozenset(parts)
    for fragment, fields in by_fragment.items():
        if own := [field for field in fields if field not in unconditional]:
            parts.append(f"...on {fragment}{{{' '.join(own)}}}")
    return f"{{{' '.join(parts) or TYPENAME}}}"


def _print_field(field: WireField) -> str:
    selection = field.selection
    alias = "" if field.wire_key == selection.name else f"{field.wire_key}:"
    children = print_tree((field.child,)) if field.child is not None else ""
    arguments = selection.arguments
    if field.given:
        arguments = f"({', '.join(filter(None, (arguments[1:-1], field.given)))})"
    return f"{alias}{selection.name}{arguments}{selection.directives}{children}"


def variables_of(tree: SelectionTree) -> set[str]:
    """Names of the client's variables that the selections use."""
    names: set[str] = set()
    for field in tree.fields.values():
        names |= field.selection.variables
        if field.child is not None:
            names |= variables_of(field.child)
    return names
