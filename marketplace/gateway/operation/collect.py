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

from marketplace.gateway.operation.access import AccessFilter
from marketplace.gateway.operation.selection import INTROSPECTION_FIELDS, TYPENAME, Deferral, Path, Selection
from marketplace.gateway.supergraph.model import Supergraph

CONDITIONS = ("skip", "include")
DEFER = "defer"


@dataclass(frozen=True, slots=True)
class _Around:
    """What holds for all that is selected in one place: its static type, the `@defer` around it, and whether it is
    withheld.
    """

    static_type: str
    deferral: Deferral | None = None
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class _Mention:
    """A field node, and where it stands. `withheld` says that this mention does not entitle to see the field."""

    node: FieldNode
    around: _Around
    withheld: bool

    @property
    def deferral(self) -> Deferral | None:
        return self.around.deferral


@dataclass(slots=True)
class _Entry:
    types: frozenset[str]
    order: int
    mentions: list[_Mention]

    @property
    def deferral(self) -> Deferral | None:
        """The deferral of the field: none as soon as one mention is not deferred."""
        if any(mention.deferral is None for mention in self.mentions):
            return None
        return self.mentions[0].deferral

    @property
    def withheld(self) -> bool:
        """Whether no mention entitles to see the field."""
        return all(mention.withheld for mention in self.mentions)


@dataclass(slots=True)
class _Gathering:
    """The entries of one selection set so far; those of one response key have disjoint types."""

    by_key: dict[str, list[_Entry]] = field(default_factory=dict)
    count: int = 0

    def add(self, mention: _Mention, types: frozenset[str]) -> None:
        node = mention.node
        entries = self.by_key.setdefault(node.alias.value if node.alias else node.name.value, [])
        self.count += 1
        for entry in list(entries):
            common = entry.types & types
            if not common:
                continue
            types -= common
            if (
                node.selection_set is None
                and (mention.deferral is not None or entry.deferral is None)
                and (mention.withheld or not entry.withheld)
            ):
                continue  # a leaf says nothing more the second time
            if common != entry.types:
                entries.append(_Entry(entry.types - common, entry.order, list(entry.mentions)))
                entry.types = common
            entry.mentions.append(mention)
        if types:
            entries.append(_Entry(types, self.count, [mention]))


class SelectionCollector:
    """Normalises the selection sets of one document.

    `variables` are the coerced values that decide `@skip` and `@include`; `fragments` those of the
    document. The document has been validated, so that fragments end and conditions are Boolean.
    `introspection` gathers the fields that ask for the schema itself, `deferrals` the `@defer`s met,
    outer ones first; without `defer` these are ignored, as the specification allows. `access` says what is withheld.

    A document `of_subgraph` is one that a subgraph is sent, where a field may have a type of fewer objects than in the
    supergraph: what the others do not have is not asked of them.
    """

    def __init__(
        self,
        supergraph: Supergraph,
        fragments: Mapping[str, FragmentDefinitionNode] | None = None,
        variables: Mapping[str, Any] | None = None,
        *,
        defer: bool = False,
        access: AccessFilter | None = None,
        of_subgraph: bool = False,
    ) -> None:
        self._supergraph = supergraph
        self._of_subgraph = of_subgraph
        self._access = access
        mutation = supergraph.schema.mutation_type
        self._mutation = mutation.name if mutation else None
        self._fragments = fragments or {}
        self._variables = variables or {}
        self._defer = defer
        self.introspection: list[FieldNode] = []
        self.deferrals: list[Deferral] = []

    def collect(self, parent_type: str, selection_sets: Iterable[SelectionSetNode]) -> tuple[Selection, ...]:
        """The normal form of the selection sets together, in the order of their fields, the withheld included."""
        around = _Around(parent_type, withheld=self._access is not None and self._access.withholds_type(parent_type))
        return self._collect(parent_type, ((selection_set, around) for selection_set in selection_sets), ())

    def _collect(
        self, parent_type: str, selection_sets: Iterable[tuple[SelectionSetNode, _Around]], path: Path
    ) -> tuple[Selection, ...]:
        possible = self._supergraph.possible_types[parent_type]
        gathering = _Gathering()
        for selection_set, around in selection_sets:
            self._gather(selection_set, possible, gathering, around, path)
        placed = [
            (entry.order, selection)
            for key, entries in gathering.by_key.items()
            for entry in entries
            for selection in self._selections(key, entry, parent_type, possible, path)
        ]
        placed.sort(key=lambda pair: pair[0])
        return tuple(selection for _, selection in placed)

    def _gather(
        self,
        selection_set: SelectionSetNode,
        types: frozenset[str],
        into: _Gathering,
        around: _Around,
        path: Path,
    ) -> None:
        for node in selection_set.selections:
            if not self._included(node.directives):
                continue
            if isinstance(node, FieldNode):
                into.add(_Mention(node, around, self._withheld(node, around)), types)
                continue
            condition, inner = self._fragment(node)
            narrowed = types & self._supergraph.possible_types[condition] if condition else types
            if narrowed:
                deferral = self._deferral(node.directives, narrowed, around.deferral, path)
                self._gather(inner, narrowed, into, self._inside(condition, deferral, around), path)

    def _inside(self, condition: str | None, deferral: Deferral | None, around: _Around) -> _Around:
        """What holds inside a fragment."""
        if condition is None and deferral is around.deferral:
            return around
        static_type = condition or around.static_type
        refused = self._access is not None and self._access.withholds_type(static_type)
        return _Around(static_type, deferral, around.withheld or refused)

    def _withheld(self, node: FieldNode, around: _Around) -> bool:
        if self._access is None or node.name.value in INTROSPECTION_FIELDS:
            return False
        return around.withheld or self._access.withholds_field(around.static_type, node.name.value)

    def _deferral(
        self,
        directives: Iterable[DirectiveNode] | None,
        types: frozenset[str],
        outer: Deferral | None,
        path: Path,
    ) -> Deferral | None:
        """The deferral inside a fragment: its own `@defer` if it has one that is on, else the outer."""
        for directive in directives or () if self._defer else ():
            if directive.name.value == DEFER:
                arguments = {
                    a.name.value: value_from_ast_untyped(a.value, dict(self._variables))
                    for a in directive.arguments or ()
                }
                if arguments.get("if", True) is True:
                    deferral = Deferral(arguments.get("label"), path, types, outer)
                    self.deferrals.append(deferral)
                    return deferral
        return outer

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

    def _selections(
        self, key: str, entry: _Entry, parent_type: str, possible: frozenset[str], path: Path
    ) -> Iterable[Selection]:
        """One selection when a named type covers the entry's types and has the field, else one an
        object type, since only those are sure to have it.
        """
        name = entry.mentions[0].node.name.value
        if name == TYPENAME:
            yield Selection(TYPENAME, key, entry.types, "String", deferral=entry.deferral, withheld=entry.withheld)
            return
        if name in INTROSPECTION_FIELDS:
            self.introspection.extend(mention.node for mention in entry.mentions)
            yield Selection(name, key, entry.types, name)
            return
        label = parent_type if entry.types == possible else self._supergraph.type_of_possible.get(entry.types)
        if label is not None and self._field(label, name) is not None:
            yield self._selection(key, entry, entry.types, label, path)
            return
        for object_type in sorted(entry.types):
            if self._of_subgraph and self._field(object_type, name) is None:
                continue
            yield self._selection(key, entry, frozenset((object_type,)), object_type, path)

    def _selection(self, key: str, entry: _Entry, types: frozenset[str], label: str, path: Path) -> Selection:
        node = entry.mentions[0].node
        definition = self._field(label, node.name.value)
        if definition is None:
            raise KeyError(f"{label}.{node.name.value}")
        named = get_named_type(definition.type)
        shown = () if is_leaf_type(named) else self._shown(named.name, key, entry, types, path)
        children = tuple(child for child in shown if not child.withheld)
        empty = bool(shown) and not children and label != self._mutation  # a mutation is run for what it does
        return Selection(
            name=node.name.value,
            response_key=key,
            types=types,
            type_name=named.name,
            arguments=print_arguments(node),
            variables=frozenset(variables_of(node)),
            directives="".join(f" {print_ast(d)}" for d in node.directives or () if d.name.value not in CONDITIONS),
            children=None if is_leaf_type(named) else shown if len(children) == len(shown) else children,
            deferral=entry.deferral,
            withheld=entry.withheld or empty,
            shown=shown,
        )

    def _shown(
        self, type_name: str, key: str, entry: _Entry, types: frozenset[str], path: Path
    ) -> tuple[Selection, ...]:
        """The children, withheld ones included."""
        below = (
            (mention.node.selection_set, self._below(mention))
            for mention in entry.mentions
            if mention.node.selection_set
        )
        return self._collect(type_name, below, (*path, (key, types)))

    def _below(self, mention: _Mention) -> _Around:
        """What holds for what a mention selects. Its static type is that of the mention, not of the merged field."""
        if self._access is None:
            return mention.around
        definition = self._field(mention.around.static_type, mention.node.name.value)
        return _Around(get_named_type(definition.type).name, mention.deferral, mention.withheld)

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
