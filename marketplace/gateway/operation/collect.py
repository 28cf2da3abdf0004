"""Brings selection sets into normal form: CollectFields of the GraphQL specification (section 6.3.2),
done once for every object type at a time instead of for each object.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from graphql import (
    DirectiveNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    is_leaf_type,
    print_ast,
    value_from_ast_untyped,
)

from marketplace.gateway.operation.selection import INTROSPECTION_FIELDS, TYPENAME, Selection
from marketplace.gateway.supergraph.model import Supergraph

CONDITIONS = ("skip", "include")


@dataclass(slots=True)
class _Entry:
    types: frozenset[str]
    order: int
    nodes: list[FieldNode]


@dataclass(slots=True)
class _Gathering:
    """The entries of one selection set so far; those of one response key have disjoint types."""

    by_key: dict[str, list[_Entry]] = field(default_factory=dict)
    count: int = 0

    def add(self, node: FieldNode, types: frozenset[str]) -> None:
        entries = self.by_key.setdefault(node.alias.value if node.alias else node.name.value, [])
        self.count += 1
        for entry in list(entries):
            common = entry.types & types
            if not common:
                continue
            types -= common
            if node.selection_set is None:  # a leaf says nothing more the second time
                continue
            if common != entry.types:
                entries.append(_Entry(entry.types - common, entry.order, list(entry.nodes)))
                entry.types = common
            entry.nodes.append(node)
        if types:
            entries.append(_Entry(types, self.count, [node]))


class SelectionCollector:
    """Normalises the selection sets of one document.

    `variables` are the coerced values that decide `@skip` and `@include`; `fragments` those of the
    document. The document has been validated, so that fragments end and conditions are Boolean.
    `introspection` gathers the fields that ask for the schema itself.
    """

    def __init__(
        self,
        supergraph: Supergraph,
        fragments: Mapping[str, FragmentDefinitionNode] | None = None,
        variables: Mapping[str, Any] | None = None,
    ) -> None:
        self._supergraph = supergraph
        self._fragments = fragments or {}
        self._variables = variables or {}
        self.introspection: list[FieldNode] = []

    def collect(self, parent_type: str, selection_sets: Iterable[SelectionSetNode]) -> tuple[Selection, ...]:
        """The normal form of the selection sets together, in the order of their fields."""
        possible = self._supergraph.possible_types[parent_type]
        gathering = _Gathering()
        for selection_set in selection_sets:
            self._gather(selection_set, possible, gathering)
        placed = [
            (entry.order, selection)
            for key, entries in gathering.by_key.items()
            for entry in entries
            for selection in self._selections(key, entry, parent_type, possible)
        ]
        placed.sort(key=lambda pair: pair[0])
        return tuple(selection for _, selection in placed)

    def _gather(self, selection_set: SelectionSetNode, types: frozenset[str], into: _Gathering) -> None:
        for node in selection_set.selections:
            if not self._included(node.directives):
                continue
            if isinstance(node, FieldNode):
                into.add(node, types)
                continue
            condition, inner = self._fragment(node)
            narrowed = types & self._supergraph.possible_types[condition] if condition else types
            if narrowed:
                self._gather(inner, narrowed, into)

    def _fragment(self, node: SelectionNode) -> tuple[str | None, SelectionSetNode]:
        """The type condition and the selections of a fragment."""
        if isinstance(node, FragmentSpreadNode):
            fragment = self._fragments[node.name.value]
            return fragment.type_condition.name.value, fragment.selection_set
        inline = cast(InlineFragmentNode, node)
        return inline.type_condition.name.value if inline.type_condition else None, inline.selection_set

    def _included(self, directives: Iterable[DirectiveNode] | None) -> bool:
        for directive in directives or ():
            if directive.name.value in CONDITIONS:
                (condition,) = directive.arguments or ()
                decided = value_from_ast_untyped(condition.value, dict(self._variables))
                if decided == (directive.name.value == "skip"):
                    return False
        return True

    def _selections(self, key: str, entry: _Entry, parent_type: str, possible: frozenset[str]) -> Iterable[Selection]:
        """One selection when a named type covers the entry's types and has the field, else one an
        object type, since only those are sure to have it.
        """
        name = entry.nodes[0].name.value
        if name == TYPENAME:
            yield Selection(TYPENAME, key, entry.types, "String")
            return
        if name in INTROSPECTION_FIELDS:
            self.introspection.extend(entry.nodes)
            yield Selection(name, key, entry.types, name)
            return
        label = parent_type if entry.types == possible else self._supergraph.type_of_possible.get(entry.types)
        if label is not None and self._field(label, name) is not None:
            yield self._selection(key, entry, entry.types, label)
            return
        for object_type in sorted(entry.types):
            yield self._selection(key, entry, frozenset((object_type,)), object_type)

    def _selection(self, key: str, entry: _Entry, types: frozenset[str], label: str) -> Selection:
        node = entry.nodes[0]
        definition = self._field(label, node.name.value)
        if definition is None:
            raise KeyError(f"{label}.{node.name.value}")
        named = get_named_type(definition.type)
        return Selection(
            name=node.name.value,
            response_key=key,
            types=types,
            type_name=named.name,
            arguments=print_arguments(node),
            variables=frozenset(variables_of(node)),
            directives="".join(f" {print_ast(d)}" for d in node.directives or () if d.name.value not in CONDITIONS),
            children=None
            if is_leaf_type(named)
            else self.collect(named.name, (n.selection_set for n in entry.nodes if n.selection_set)),
        )

    def _field(self, type_name: str, field_name: str) -> Any:
        fields = getattr(self._supergraph.schema.type_map[type_name], "fields", {})
        return fields.get(field_name)


def print_arguments(node: FieldNode) -> str:
    """The argument list as it stands in a document, "" when there is none."""
    return f"({', '.join(print_ast(argument) for argument in node.arguments)})" if node.arguments else ""


def variables_of(node: FieldNode) -> set[str]:
    """Names of the variables used in the arguments and directives of the field itself, its conditions aside."""
    found: set[str] = set()
    directives = (d for d in node.directives or () if d.name.value not in CONDITIONS)
    pending: list[Any] = [*(node.arguments or ()), *directives]
    while pending:
        current = pending.pop()
        if isinstance(current, VariableNode):
            found.add(current.name.value)
            continue
        for key in ("value", "values", "fields", "arguments"):
            inner = getattr(current, key, None)
            if isinstance(inner, tuple | list):
                pending.extend(inner)
            elif hasattr(inner, "kind"):
                pending.append(inner)
    return found
