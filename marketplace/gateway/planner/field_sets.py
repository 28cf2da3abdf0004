"""Field sets of `@key`, `@requires` and `@provides` in normal form, and the ways into each type."""

from functools import cached_property

from graphql import SelectionSetNode

from marketplace.gateway.operation.collect import SelectionCollector
from marketplace.gateway.operation.selection import TYPENAME, Selection
from marketplace.gateway.planner.decision import Entry, Place
from marketplace.gateway.supergraph.model import ROOT_TYPES, GraphField, GraphType, Supergraph, TypeKind
from marketplace.gateway.supergraph.reader import named_type


class FieldSets:
    """Normalises each field set once, so that equal sets are identical selections."""

    def __init__(self, supergraph: Supergraph) -> None:
        self._supergraph = supergraph
        self._collector = SelectionCollector(supergraph)
        self._collected: dict[tuple[str, int], tuple[Selection, ...]] = {}
        self._narrowed: dict[tuple[Selection, frozenset[str]], Selection] = {}
        self._shared: dict[tuple[tuple[Selection, ...], frozenset[str]], tuple[Selection, ...]] = {}
        self._entries: dict[str, tuple[Entry, ...]] = {}

    def collect(self, type_name: str, field_set: SelectionSetNode) -> tuple[Selection, ...]:
        """The field set as selections on the type."""
        key = (type_name, id(field_set))
        if key not in self._collected:
            self._collected[key] = self._collector.collect(type_name, (field_set,))
        return self._collected[key]

    def narrow(self, selection: Selection, types: frozenset[str]) -> Selection:
        """The selection for these types only; the same object for the same question."""
        if selection.types == types:
            return selection
        key = (selection, types)
        if key not in self._narrowed:
            self._narrowed[key] = selection.cut(types=types)
        return self._narrowed[key]

    def narrow_all(self, selections: tuple[Selection, ...], types: frozenset[str]) -> tuple[Selection, ...]:
        """The selections that apply to any of the types, for these types only."""
        return tuple(self.narrow(s, s.types & types) for s in selections if s.types & types)

    @cached_property
    def _interface_objects(self) -> dict[str, list[str]]:
        """Object type -> interfaces that some graph treats as an object."""
        interfaces = {
            graph_type.name
            for graph in self._supergraph.graphs.values()
            for graph_type in graph.types.values()
            if graph_type.interface_object
        }
        return {
            name: [i for i in sorted(interfaces) if name in self._supergraph.possible_types[i]]
            for name in self._supergraph.possible_types
        }

    def entries(self, type_name: str) -> tuple[Entry, ...]:
        """The ways into graphs for an entity known to be of the type. The type is an object type, or
        an interface whose object type is not known yet.
        """
        if type_name not in self._entries:
            self._entries[type_name] = tuple(self._find_entries(type_name))
        return self._entries[type_name]

    def _find_entries(self, type_name: str) -> list[Entry]:
        entries = []
        for graph in self._supergraph.graphs.values():
            for name in dict.fromkeys((type_name, *self._interface_objects.get(type_name, ()))):
                graph_type = graph.types.get(name)
                if graph_type is None or (name != type_name and not graph_type.interface_object):
                    continue
                if name in ROOT_TYPES and graph_type.kind is TypeKind.OBJECT:
                    entries.append(Entry(graph, graph_type, (), root=True))
                    continue
                keys = tuple(self.collect(name, key.selection) for key in graph_type.keys if key.resolvable)
                if keys:
                    entries.append(Entry(graph, graph_type, keys))
        return entries

    def alternatives(self, place: Place, declared: GraphField) -> frozenset[str]:
        """The graphs that could be asked for the field of this very value instead: those that could be
        asked for the value, or can be entered by its key, and resolve the field.
        """
        name = place.type.name
        reachable = place.alternatives | {place.graph.id, *(entry.graph.id for entry in self.entries(name))}
        return frozenset(
            graph_id
            for graph_id in reachable
            if (other := self._supergraph.graphs[graph_id].field(name, declared.name)) and not other.external
        )

    def shared_members(
        self,
        children: tuple[Selection, ...],
        declared: GraphField,
        place: Place,
        child_type: GraphType,
        alternatives: frozenset[str],
    ) -> tuple[Selection, ...]:
        """The children without those for union members that an alternative does not know: a shared
        field has to give the same wherever it is asked.
        """
        if child_type.kind is not TypeKind.UNION:
            return children
        shared = child_type.possible_types
        for graph_id in alternatives:
            graph = self._supergraph.graphs[graph_id]
            if (other := graph.field(place.type.name, declared.name)) is not None:
                shared = shared & graph.types[named_type(other.type)].possible_types
        if shared == child_type.possible_types:
            return children
        key = (children, shared)
        if key not in self._shared:
            self._shared[key] = self.narrow_all(children, shared)
        return self._shared[key]

    def typename(self, type_name: str) -> Selection:
        """`__typename` on the type, the same object every time."""
        key = (type_name, 0)
        if key not in self._collected:
            types = self._supergraph.possible_types[type_name]
            self._collected[key] = (Selection(TYPENAME, TYPENAME, types, "String"),)
        return self._collected[key][0]
