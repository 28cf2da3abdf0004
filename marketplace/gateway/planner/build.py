"""Carries decisions out: selections go into fetch groups, jumps become groups with dependencies."""

from marketplace.gateway.operation.selection import TYPENAME, Selection
from marketplace.gateway.plan.nodes import Segment
from marketplace.gateway.planner.contexts import ContextFinder
from marketplace.gateway.planner.decision import Decision, Jump, Local, Place
from marketplace.gateway.planner.fetch_group import Cursor, Enclosing, FetchGroup
from marketplace.gateway.planner.position import Position
from marketplace.gateway.supergraph.model import ContextArgument, GraphField, Supergraph, TypeKind
from marketplace.gateway.supergraph.reader import type_shape

_ABSTRACT = (TypeKind.INTERFACE, TypeKind.UNION)


class FetchBuilder:
    """Builds the groups of one operation. `groups` are in the order of their making."""

    def __init__(self, supergraph: Supergraph, contexts: ContextFinder) -> None:
        self._supergraph = supergraph
        self._contexts = contexts
        self._open: dict[tuple[object, ...], list[FetchGroup]] = {}
        self._tail = 0
        self.groups: list[FetchGroup] = []

    def build_root(self, decision: Decision, position: Position) -> None:
        """Root fetches for the decision, all of which may run at once."""
        for step in decision.steps:
            if isinstance(step, Jump):
                self._enter(step, position, (), None, set(), typed=True)

    def build_serially(self, decision: Decision, position: Position) -> None:
        """The next root field of a mutation: it waits for all that the fields before it caused, unless
        that was one request to the same subgraph, which it can join.
        """
        for step in decision.steps:
            if not isinstance(step, Jump):
                continue
            tail = self.groups[self._tail :]
            if len(tail) == 1 and tail[0].entry is step.entry:
                self._enter(step, position, (), None, set(), typed=True)
            else:
                self._open = {}
                self._tail = len(self.groups)
                self._enter(step, position, (), None, set(self.groups), typed=True)

    def _build(self, decision: Decision, cursor: Cursor, *, typed: bool = False) -> set[FetchGroup]:
        """Carry the decision out from the cursor; the groups that hold its selections. `typed` says that the
        object's type is known by other fetches.
        """
        used: set[FetchGroup] = set()
        if not typed:
            self._ask_typename(cursor)
        for step in decision.steps:
            if isinstance(step, Local):
                used |= self._select(step, cursor)
            else:
                used |= self._jump(step, cursor)
        return used

    @staticmethod
    def _ask_typename(cursor: Cursor) -> None:
        """Wherever the client's or the graph's type is abstract the object's type decides what is
        fetched and shown. An interface object does not know it.
        """
        if cursor.place.type.interface_object:
            return
        if cursor.position.abstract or cursor.place.type.kind in _ABSTRACT:
            cursor.tree.typename = True

    def _select(self, step: Local, cursor: Cursor) -> set[FetchGroup]:
        selection, position = step.selection, cursor.position
        used = {cursor.group}
        if selection.name == TYPENAME:
            return used
        slot = position.slot(selection)
        if position.is_client(selection):
            cursor.group.serves.add(selection.deferral)
        declared = cursor.place.graph.field(step.fragment or cursor.place.type.name, selection.name)
        field = cursor.tree.add(step.fragment, slot, selection, _shape(declared, selection))
        if declared is not None:
            field.contexts = declared.context_arguments
        if step.child is not None and step.child_place is not None and field.child and slot.child:
            segment = Segment(slot.key, self._filter(selection.types, cursor.place, position))
            path = (*cursor.path, segment)
            below = Cursor(cursor.group, field.child, step.child_place, path, slot.child, cursor, selection.types)
            used |= self._build(step.child, below)
        return used

    @staticmethod
    def _filter(types: frozenset[str], place: Place, position: Position) -> frozenset[str] | None:
        """The object types to look for, or None where every object at the position is meant."""
        if place.type.interface_object or not position.abstract or place.type.possible_types <= types:
            return None
        return types

    def _jump(self, step: Jump, cursor: Cursor) -> set[FetchGroup]:
        suppliers = {cursor.group}
        for gather in step.gather:
            suppliers |= self._build(gather, cursor)
        contexts = {use: self._supply(use, step, cursor, suppliers) for use in step.contexts}
        types = self._filter(step.types, cursor.place, cursor.position)
        typed = not cursor.place.type.interface_object
        group, used = self._enter(step, cursor.position, cursor.path, types, suppliers, typed=typed, origin=cursor)
        group.key.update(dict.fromkeys(step.key))
        group.requires.update(dict.fromkeys(step.requires))
        for use, enclosing in contexts.items():
            group.add_context(use, enclosing)
        return used

    def _supply(
        self, use: ContextArgument, step: Jump, cursor: Cursor, suppliers: set[FetchGroup]
    ) -> tuple[Enclosing, ...]:
        """Where the argument's value comes from; the groups that hold it are added to the suppliers."""
        found = []
        for enclosing, at, decision in self._contexts.find(use, step.entry.graph, cursor):
            suppliers |= {at.group} | self._build(decision, at)
            found.append(enclosing)
        return tuple(found)

    def _enter(
        self,
        step: Jump,
        position: Position,
        path: tuple[Segment, ...],
        types: frozenset[str] | None,
        suppliers: set[FetchGroup],
        *,
        typed: bool,
        origin: Cursor | None = None,
    ) -> tuple[FetchGroup, set[FetchGroup]]:
        group = self._group(step, position, path, types, suppliers)
        place = Place(step.entry.graph, step.entry.type, deferral=step.deferral)
        outer, through = (origin.outer, origin.through) if origin else (None, frozenset[str]())
        inner = self._build(step.inner, Cursor(group, group.tree, place, path, position, outer, through), typed=typed)
        return group, {group} | inner

    def _group(
        self,
        step: Jump,
        position: Position,
        path: tuple[Segment, ...],
        types: frozenset[str] | None,
        suppliers: set[FetchGroup],
    ) -> FetchGroup:
        """An open group of the same kind that none of the suppliers waits for, or a new one."""
        kind = (path, types, step.entry, position, step.deferral)
        for group in self._open.setdefault(kind, []):
            if group in suppliers or any(s.depends_transitively_on(group) for s in suppliers):
                continue
            if group.accepts((*step.key, *step.requires)):
                group.depends_on |= suppliers
                return group
        group = FetchGroup(
            step.entry.graph, position, path, types, step.types, step.entry, step.deferral, depends_on=set(suppliers)
        )
        self._open[kind].append(group)
        self.groups.append(group)
        return group


def _shape(declared: GraphField | None, selection: Selection) -> str:
    return type_shape(declared.type, leaf=selection.children is None) if declared else ""
