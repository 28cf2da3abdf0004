"""Comparison of a document with the limits."""

from collections import defaultdict

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from marketplace.gateway.config import LimitsConfig
from marketplace.gateway.errors import OperationLimitError
from marketplace.gateway.limits.measure import DocumentSize

MEASURES = (
    ("depth", "max_depth", "levels of fields below one another"),
    ("introspection_depth", "max_introspection_depth", "levels of introspection fields"),
    ("root_fields", "max_root_fields", "root fields"),
    ("aliases", "max_aliases", "aliases"),
    ("directives", "max_directives", "directives"),
    ("fields", "max_fields", "fields"),
    ("selections", "max_expanded_selections", "selections"),
)
"""Measure of DocumentSize, its limit in LimitsConfig, and what people call it."""

HIGHEST_COUNT = 2**53 - 1
"""The greatest integer that every JSON reader keeps (RFC 8259, section 6). Expanded fragments may be more."""


def find_refusal(document: DocumentNode, size: DocumentSize, limits: LimitsConfig) -> OperationLimitError | None:
    """Why the document, which is of this size, is refused; None when it is within every limit."""
    try:
        refuse_oversized(size, limits)
        refuse_repetition(document, limits.max_repeats)
    except OperationLimitError as refusal:
        return refusal
    return None


def refuse_oversized(size: DocumentSize, limits: LimitsConfig) -> None:
    """Refuse the first measure that is over its limit."""
    for measure, limit, words in MEASURES:
        actual: int = getattr(size, measure)
        maximum: int = getattr(limits, limit)
        if actual > maximum:
            raise _too_many(measure, words, maximum, actual)


def refuse_repetition(document: DocumentNode, maximum: int) -> None:
    """Refuse selection sets that name one response field too often once they are merged.

    Validation compares every pair of them, below them again every pair, and so on. Only for
    documents without fragment cycles and with a bounded number of expanded selections, because
    here they are expanded.
    """
    fragments = {
        definition.name.value: definition.selection_set
        for definition in document.definitions
        if isinstance(definition, FragmentDefinitionNode)
    }
    for definition in document.definitions:
        if not isinstance(definition, OperationDefinitionNode | FragmentDefinitionNode):
            continue
        merged: list[list[SelectionSetNode]] = [[definition.selection_set]]
        while merged:
            for name, fields in _fields_by_response_name(merged.pop(), fragments).items():
                if len(fields) > maximum:
                    raise _too_many("repeats", f"selections of the field '{name}'", maximum, len(fields))
                below = [node.selection_set for node in fields if node.selection_set]
                if below:
                    merged.append(below)


def _fields_by_response_name(
    selection_sets: list[SelectionSetNode], fragments: dict[str, SelectionSetNode]
) -> dict[str, list[FieldNode]]:
    found: dict[str, list[FieldNode]] = defaultdict(list)
    pending = list(selection_sets)
    while pending:
        for selection in pending.pop().selections:
            match selection:
                case FieldNode(name=name, alias=alias):
                    found[(alias or name).value].append(selection)
                case InlineFragmentNode(selection_set=below):
                    pending.append(below)
                case FragmentSpreadNode(name=name) if name.value in fragments:
                    pending.append(fragments[name.value])
    return found


def _too_many(measure: str, words: str, maximum: int, actual: int) -> OperationLimitError:
    actual = min(actual, HIGHEST_COUNT)
    return OperationLimitError(
        f"The operation has {actual} {words}, fragments counted each time they are used; at most "
        f"{maximum} are allowed. Ask for less, or ask in several requests.",
        extensions={"limit": measure, "maximum": maximum, "actual": actual},
    )
