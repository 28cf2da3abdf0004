"""What the schema says of one fetch, found once for its document: how long its answer lasts, and what it depends on.

The rules are those of Apollo Server: a root field and a field that returns objects last as long as their hint says,
else as the hint of the type that they return, else no time at all; other fields last as long as the object that they
belong to, unless a hint says less. Where the type of an object is not known before the answer is, every possible one
counts. Fields that not everybody may read are private.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    get_named_type,
    is_composite_type,
    parse,
)

from marketplace.gateway.cache.policy.tag_formats import TagFormat
from marketplace.gateway.cache.tags import list_tag, subgraph_tag, type_tag
from marketplace.gateway.supergraph.cache_hints import CacheHint
from marketplace.gateway.supergraph.model import Supergraph

ENTITIES = "_entities"
TYPENAME = "__typename"


@dataclass(slots=True)
class FetchHints:
    """Of one root fetch, or of one list of entities. `tags` are those that every answer has; `formats` make more of
    the client's variables (root fields) or of the representation (entities, by type).
    """

    hint: CacheHint
    tags: tuple[str, ...]
    root_formats: tuple[TagFormat, ...] = ()
    entity_formats: Mapping[str, tuple[TagFormat, ...]] = field(default_factory=dict)


def hints_of_fetch(
    document: str, subgraph: str, supergraph: Supergraph, is_guarded: Callable[[str, str], bool]
) -> dict[str | None, FetchHints]:
    """Of a query's document: by response key of its lists of entities, or under None for root fields."""
    parsed = parse(document, no_location=True)
    graph = next(graph.id for graph in supergraph.graphs.values() if graph.info.name == subgraph)
    operation = next(each for each in parsed.definitions if isinstance(each, OperationDefinitionNode))
    lists = {
        each.alias.value if each.alias else ENTITIES: each
        for each in operation.selection_set.selections
        if isinstance(each, FieldNode) and each.name.value == ENTITIES
    }
    found: dict[str | None, FetchHints] = {}
    for key, selected in lists.items():
        if selected.selection_set is not None:
            walk = _Walk(parsed, graph, subgraph, supergraph, is_guarded)
            found[key] = walk.entities(selected.selection_set)
    if not lists:
        walk = _Walk(parsed, graph, subgraph, supergraph, is_guarded)
        found[None] = walk.root(operation)
    return found


class _Walk:
    def __init__(
        self,
        document: DocumentNode,
        graph: str,
        subgraph: str,
        supergraph: Supergraph,
        is_guarded: Callable[[str, str], bool],
    ) -> None:
        self._schema: GraphQLSchema = supergraph.schema
        self._graph = supergraph.graphs[graph]
        self._subgraph = subgraph
        self._hints = supergraph.cache_hints
        self._is_guarded = is_guarded
        self._fragments = {
            each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
        }
        self._least: int | None = None
        self._private = False
        self._complete = True
        self._types: set[str] = set()
        self._listed: set[str] = set()

    def root(self, operation: OperationDefinitionNode) -> FetchHints:
        root_type = self._schema.get_root_type(OperationType(operation.operation))
        formats: list[TagFormat] = []
        for field_node in self._fields(operation.selection_set):
            parent = root_type.name if root_type else "Query"
            tagged = self._hints.tags.get((self._graph.id, parent, field_node.name.value), ())
            formats += [TagFormat.of_field(text, field_node) for text in tagged]
            self._field(parent, field_node, is_root=True, is_known=bool(tagged))
        return self._result(tuple(formats), {})

    def entities(self, selection: SelectionSetNode) -> FetchHints:
        formats: dict[str, tuple[TagFormat, ...]] = {}
        for selected in selection.selections:
            if not isinstance(selected, InlineFragmentNode) or selected.type_condition is None:
                continue
            name = selected.type_condition.name.value
            for each in self._objects(name):
                tagged = self._hints.tags.get((self._graph.id, each, None), ())
                formats[each] = tuple(TagFormat.of_entity(text) for text in tagged)
                if self._has_several_keys(each):
                    self._listed.add(each)
            self._count(self._type_hint(name), may_inherit=False)
            self._below(name, selected.selection_set)
        return self._result((), formats)

    def _result(
        self, root_formats: tuple[TagFormat, ...], entity_formats: Mapping[str, tuple[TagFormat, ...]]
    ) -> FetchHints:
        types = (type_tag(self._subgraph, name) for name in sorted(self._types))
        listed = (list_tag(self._subgraph, name) for name in sorted(self._listed))
        return FetchHints(
            CacheHint(self._least, private=self._private, complete=self._complete),
            (subgraph_tag(self._subgraph), *types, *listed),
            root_formats,
            entity_formats,
        )

    def _below(self, parent: str, selection: SelectionSetNode) -> None:
        self._types.update(self._objects(parent))
        for type_name, field_node in self._typed_fields(parent, selection):
            self._field(type_name, field_node)

    def _field(self, parent: str, node: FieldNode, *, is_root: bool = False, is_known: bool = False) -> None:
        """`is_known` says that tags tell which entity the field returns."""
        definition = getattr(self._schema.type_map.get(parent), "fields", {}).get(node.name.value)
        if node.name.value == TYPENAME or definition is None:
            return
        self._private |= self._is_guarded(parent, node.name.value)
        returned = get_named_type(definition.type)
        is_object = is_composite_type(returned)
        for each in self._objects(parent):
            controls = self._hints.controls
            hint = controls.get((self._graph.id, each, node.name.value)) or controls.get(
                (self._graph.id, parent, node.name.value)
            )
            if is_object and (hint is None or not (hint.complete or hint.inherits)):
                above = hint
                hint = self._type_hint(returned.name)
                self._private |= above is not None and above.private
            if is_object or is_root:
                self._count(hint, may_inherit=not is_root)
            elif hint is not None:
                self._count(replace(hint, inherits=True), may_inherit=True)
        if is_object and node.selection_set is not None:
            if not is_known:
                self._listed.update(name for name in self._objects(returned.name) if self._is_entity(name))
            self._below(returned.name, node.selection_set)

    def _count(self, hint: CacheHint | None, *, may_inherit: bool) -> None:
        """One field that lasts for itself; None where nothing is said of it. At the top there is nothing to inherit."""
        if hint is None:
            self._complete = False
            return
        self._private |= hint.private
        if hint.max_age is not None:
            self._least = hint.max_age if self._least is None else min(self._least, hint.max_age)
        if not hint.complete and not (hint.inherits and may_inherit):
            self._complete = False

    def _type_hint(self, type_name: str) -> CacheHint | None:
        """Its own, else that of all its possible types together."""
        own = self._hints.controls.get((self._graph.id, type_name, None))
        names = self._objects(type_name)
        if own is not None or names == [type_name]:
            return own
        hints = [self._hints.controls.get((self._graph.id, name, None)) for name in names]
        said = [hint for hint in hints if hint is not None]
        ages = [hint.max_age for hint in said if hint.max_age is not None]
        return CacheHint(
            max_age=min(ages, default=None),
            private=any(hint.private for hint in said),
            complete=len(said) == len(hints) and all(hint.complete or hint.inherits for hint in said),
            inherits=len(said) == len(hints) and all(hint.complete or hint.inherits for hint in said),
        )

    def _objects(self, type_name: str) -> list[str]:
        """The object types that an object of the type may have in this subgraph."""
        named: Any = self._schema.type_map.get(type_name)
        if isinstance(named, GraphQLInterfaceType | GraphQLUnionType):
            graph_type = self._graph.types.get(type_name)
            if graph_type is not None and graph_type.interface_object:
                return [type_name]
            known = self._graph.types
            return sorted(each.name for each in self._schema.get_possible_types(named) if each.name in known)
        return [type_name] if isinstance(named, GraphQLObjectType) else []

    def _is_entity(self, type_name: str) -> bool:
        graph_type = self._graph.types.get(type_name)
        return graph_type is not None and bool(graph_type.keys)

    def _has_several_keys(self, type_name: str) -> bool:
        """Then an invalidation by one key does not name the others."""
        graph_type = self._graph.types.get(type_name)
        return graph_type is not None and len({key.text for key in graph_type.keys}) > 1

    def _fields(self, selection: SelectionSetNode) -> Iterator[FieldNode]:
        return (node for _, node in self._typed_fields("Query", selection))

    def _typed_fields(self, parent: str, selection: SelectionSetNode) -> Iterator[tuple[str, FieldNode]]:
        """Every field with the type that it is selected on."""
        for selected in selection.selections:
            if isinstance(selected, FieldNode):
                yield parent, selected
                continue
            inner: InlineFragmentNode | FragmentDefinitionNode
            if isinstance(selected, InlineFragmentNode):
                inner = selected
            elif isinstance(selected, FragmentSpreadNode):
                inner = self._fragments[selected.name.value]
            else:
                continue
            condition = inner.type_condition.name.value if inner.type_condition else parent
            self._types.update(self._objects(condition))
            yield from self._typed_fields(condition, inner.selection_set)
