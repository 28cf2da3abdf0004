"""What an operation needs of whoever sends it, and which of its fields are withheld from somebody.

A mention of a field is withheld where a condition of the field, of its static type or of a fragment around it is
refused. A field that is mentioned several times is withheld where all its mentions for an object type are.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
)

from marketplace.gateway.operation.selection import INTROSPECTION_FIELDS, TYPENAME, Deferral, Path, Selection
from marketplace.gateway.supergraph.access import AccessNeeds, AccessRules
from marketplace.gateway.supergraph.model import Supergraph


@dataclass(frozen=True, slots=True)
class AccessFilter:
    """Withholds what demands one of the `refused` conditions."""

    rules: AccessRules
    refused: int

    def withholds_type(self, name: str) -> bool:
        """Whether nothing that is selected on the type may be seen."""
        return bool(self.rules.of_type(name) & self.refused)

    def withholds_field(self, type_name: str, name: str) -> bool:
        """Whether the field, selected on the type, may not be seen. The schema itself is withheld from nobody here."""
        if name in INTROSPECTION_FIELDS or name == TYPENAME:
            return False
        return bool(self.rules.of_field(type_name, name) & self.refused)


@dataclass(frozen=True, slots=True, eq=False)
class WithheldField:
    """A field of the response that is withheld: under `response_key` of the objects of `types` at the `path`.

    A composite field of which nothing may be seen is withheld itself, and what is below it is not named.
    """

    path: Path
    types: frozenset[str]
    response_key: str
    deferral: Deferral | None


def find_access_needs(
    supergraph: Supergraph, rules: AccessRules, document: DocumentNode, operation: OperationDefinitionNode
) -> AccessNeeds:
    """Of the whole operation, whatever its `@skip` and `@include` leave out."""
    root = supergraph.schema.get_root_type(operation.operation)
    if root is None:
        return rules.needs(0)
    walk = _NeedsWalk(supergraph, rules, document)
    walk.visit(root.name, operation.selection_set)
    return rules.needs(walk.conditions)


class _NeedsWalk:
    """Visits each fragment once: what it needs does not depend on where it is spread."""

    def __init__(self, supergraph: Supergraph, rules: AccessRules, document: DocumentNode) -> None:
        self._types = supergraph.schema.type_map
        self._rules = rules
        self._fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
        self._visited: set[str] = set()
        self.conditions = 0

    def visit(self, type_name: str, selection_set: SelectionSetNode) -> None:
        self.conditions |= self._rules.of_type(type_name)
        for node in selection_set.selections:
            match node:
                case FieldNode():
                    self._visit_field(type_name, node)
                case InlineFragmentNode():
                    condition = node.type_condition
                    self.visit(condition.name.value if condition else type_name, node.selection_set)
                case FragmentSpreadNode():
                    fragment = self._fragments[node.name.value]
                    if node.name.value not in self._visited:
                        self._visited.add(node.name.value)
                        self.visit(fragment.type_condition.name.value, fragment.selection_set)

    def _visit_field(self, type_name: str, node: FieldNode) -> None:
        definition = getattr(self._types[type_name], "fields", {}).get(node.name.value)
        if definition is None:
            return
        self.conditions |= self._rules.of_field(type_name, node.name.value)
        if node.selection_set is not None:
            self.visit(get_named_type(definition.type).name, node.selection_set)


def find_withheld(selections: Iterable[Selection]) -> tuple[WithheldField, ...]:
    """The withheld among the selections, in normal form, and below them; in document order."""
    found: list[WithheldField] = []
    _gather_withheld(selections, (), found)
    return tuple(found)


def _gather_withheld(selections: Iterable[Selection], path: Path, into: list[WithheldField]) -> None:
    for selection in selections:
        if selection.withheld:
            into.append(WithheldField(path, selection.types, selection.response_key, selection.deferral))
        elif selection.shown:
            _gather_withheld(selection.shown, (*path, (selection.response_key, selection.types)), into)
