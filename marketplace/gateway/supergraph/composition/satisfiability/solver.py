"""Find what can be resolved of an object, given where it was found: a least fixpoint over all objects asked about."""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from marketplace.gateway.supergraph.composition.federation.directives import FederationDirective
from marketplace.gateway.supergraph.composition.merging.overrides import Overrides
from marketplace.gateway.supergraph.composition.satisfiability.places import (
    Place,
    Places,
    applying_fields,
    places_below,
    provided_fields,
)
from marketplace.gateway.supergraph.composition.schema.contexts import context_name, context_uses
from marketplace.gateway.supergraph.composition.schema.elements import ROOT_TYPE_NAMES, FieldElement, Schema
from marketplace.gateway.supergraph.composition.schema.selections import FieldSet, field_set_of
from marketplace.gateway.supergraph.composition.schema.subgraph import Subgraph


class Situation(NamedTuple):
    """An object of the supergraph: its type, where it was found, and the contexts set further up the path."""

    object_type: str
    found: Places
    contexts: frozenset[str] = frozenset()


@dataclass(slots=True)
class Knowledge:
    """What is known so far of a situation: the places the object can be fetched from, and its resolvable fields.

    `fields` maps a field to the places of what it returns, by object type (empty for leaves); `own` holds those which
    the one place of the situation resolves itself.
    """

    reachable: set[Place]
    fields: dict[str, dict[str, set[Place]]] = field(default_factory=dict)
    own: set[str] = field(default_factory=set)
    readers: set[Situation] = field(default_factory=set)

    def learn(self, other: "Knowledge") -> bool:
        """Take over what is known of the same object elsewhere; tell whether anything was new."""
        size = len(self.reachable)
        self.reachable |= other.reachable
        grew = len(self.reachable) > size
        for name, below in other.fields.items():
            grew |= self.add_field(name, below)
        return grew

    def add_field(self, name: str, below: Mapping[str, set[Place]]) -> bool:
        """Note that a field can be resolved; tell whether anything was new."""
        grew = name not in self.fields
        known = self.fields.setdefault(name, {})
        for object_type, places in below.items():
            found = known.setdefault(object_type, set())
            grew |= not places <= found
            found |= places
        return grew


class Entry(NamedTuple):
    """A key by which a subgraph can be entered: the place gained, and what must be known of the object before."""

    place: Place
    key: FieldSet
    key_type: str


class Solver:
    """Answers for one setting of the override labels; asking about a situation completes all that it depends on."""

    def __init__(
        self,
        supergraph: Schema,
        subgraphs: Mapping[str, Subgraph],
        overrides: Overrides,
        active_labels: frozenset[str],
    ) -> None:
        self._supergraph = supergraph
        self._subgraphs = subgraphs
        self._overrides = overrides
        self._active_labels = active_labels
        self._known: dict[Situation, Knowledge] = {}
        self._waiting: deque[Situation] = deque()
        self._current: Situation | None = None
        self._entries: dict[str, list[Entry]] = {}

    def root(self, name: str) -> Situation:
        """Return the situation in which every operation starts: all subgraphs can be asked."""
        return Situation(name, frozenset(entry.place for entry in self._root_entries(name)))

    def solve(self, situation: Situation) -> Knowledge:
        """Return everything that can be resolved in a situation."""
        knowledge = self._read(situation)
        while self._waiting:
            self._current = self._waiting.popleft()
            self._advance(self._current)
            self._current = None
        return knowledge

    def can_select(self, situation: Situation, selections: FieldSet) -> bool:
        """Tell whether all of a field set is known to be resolvable in a situation."""
        knowledge = self._read(situation)
        for selection in applying_fields(self._supergraph, situation.object_type, selections):
            if selection.name == "__typename":
                if not self.is_typed(situation.object_type, knowledge):
                    return False
                continue
            below = knowledge.fields.get(selection.name)
            if below is None:
                return False
            if selection.selections and not all(
                self.can_select(self.below(situation, name, frozenset(places)), selection.selections)
                for name, places in below.items()
            ):
                return False
        return True

    def below(self, situation: Situation, object_type: str, places: Places) -> Situation:
        """Return the situation of an object that a field of another one returned."""
        return Situation(object_type, places, situation.contexts | self._contexts_set_by(situation.object_type))

    def is_typed(self, object_type: str, knowledge: Knowledge) -> bool:
        """Tell whether some subgraph knows what type the object is of, beyond an interface it implements."""
        return any(place.type_name == object_type for place in knowledge.reachable)

    def entries(self, object_type: str) -> list[Entry]:
        """Return every key by which some subgraph can be entered with an object of the type."""
        if object_type not in self._entries:
            is_root = object_type in ROOT_TYPE_NAMES
            found = self._root_entries(object_type) if is_root else list(self._find_entries(object_type))
            self._entries[object_type] = found
        return self._entries[object_type]

    def is_taken(self, subgraph: str, type_name: str, field_name: str) -> bool:
        """Tell whether another subgraph resolves the field instead, under the active labels."""
        override = self._overrides.of(subgraph, type_name, field_name)
        return override is not None and (override.label is None or override.label in self._active_labels)

    def is_postponed(self, place: Place, element: FieldElement) -> bool:
        """Tell whether a field waits for its label: the subgraph from which it is taken resolves it until then."""
        override = self._overrides.by(place.subgraph, place.type_name, element)
        return override is not None and override.label is not None and override.label not in self._active_labels

    def _read(self, situation: Situation) -> Knowledge:
        if situation not in self._known:
            self._known[situation] = Knowledge(set(situation.found))
            self._waiting.append(situation)
        knowledge = self._known[situation]
        if self._current is not None and self._current != situation:
            knowledge.readers.add(self._current)
        return knowledge

    def _advance(self, situation: Situation) -> None:
        """Draw every conclusion about a situation; whoever has read it looks again when there was one."""
        knowledge = self._known[situation]
        progress = False
        while self._conclude(situation, knowledge):
            progress = True
        if progress:
            self._waiting.extend(reader for reader in knowledge.readers if reader not in self._waiting)

    def _conclude(self, situation: Situation, knowledge: Knowledge) -> bool:
        """An object is known as well as it is in each of the places where it was found.

        Each place stands alone: what a key or a @requires asks for must be had from there, since a gateway that has
        moved on does not come back for what another place knew.
        """
        if len(situation.found) != 1:
            grew = False
            for place in situation.found:
                grew |= knowledge.learn(self._read(situation._replace(found=frozenset({place}))))
            return grew
        (place,) = situation.found
        grew = self._resolve_fields(situation, knowledge, place)
        for entry in self.entries(situation.object_type):
            if entry.place not in knowledge.reachable and self.can_enter(situation, knowledge, entry):
                knowledge.reachable.add(entry.place)
                grew = True
        for other in knowledge.reachable - {place}:
            grew |= knowledge.learn(self._read(situation._replace(found=frozenset({other}))))
        return grew

    def _root_entries(self, name: str) -> list[Entry]:
        return [
            Entry(Place(subgraph.name, name), (), name)
            for subgraph in self._subgraphs.values()
            if name in subgraph.types
        ]

    def can_enter(self, situation: Situation, knowledge: Knowledge, entry: Entry) -> bool:
        """Tell whether the key of an entry can be filled in; keys of the object's own type need that type known."""
        if entry.key_type == situation.object_type and not self.is_typed(situation.object_type, knowledge):
            return False
        return self.can_select(situation, entry.key)

    def _resolve_fields(self, situation: Situation, knowledge: Knowledge, place: Place) -> bool:
        grew = False
        subgraph = self._subgraphs[place.subgraph]
        for element in subgraph.types[place.type_name].fields.values():
            if element.name not in knowledge.own and self._resolves(situation, knowledge, place, element):
                knowledge.own.add(element.name)
                below = places_below(self._supergraph, subgraph, place, element)
                knowledge.add_field(element.name, {name: set(places) for name, places in below.items()})
                grew = True
        return grew

    def _resolves(self, situation: Situation, knowledge: Knowledge, place: Place, element: FieldElement) -> bool:
        if element.has(FederationDirective.EXTERNAL):
            provided = provided_fields(self._supergraph, place, situation.object_type)
            return any(selection.name == element.name for selection in provided)
        if self.is_taken(place.subgraph, place.type_name, element.name) or self.is_postponed(place, element):
            return False
        subgraph = self._subgraphs[place.subgraph]
        if any(context_name(subgraph, use.context) not in situation.contexts for _, use in context_uses(element)):
            return False
        required = [field_set_of(use.string("fields")) for use in element.applied(FederationDirective.REQUIRES)]
        if not required:
            return True
        return self._can_come_back(situation, knowledge, place) and all(
            self.can_select(situation, selections) for selections in required
        )

    def _can_come_back(self, situation: Situation, knowledge: Knowledge, place: Place) -> bool:
        """What a field requires is sent to its subgraph with a key; here one that is not resolvable will do."""
        if situation.object_type in ROOT_TYPE_NAMES:
            return True
        definition = self._subgraphs[place.subgraph].types[place.type_name]
        return any(
            self.can_enter(situation, knowledge, Entry(place, field_set_of(key.string("fields")), place.type_name))
            for key in definition.applied(FederationDirective.KEY)
        )

    def _find_entries(self, object_type: str) -> Iterator[Entry]:
        for name, subgraph in self._subgraphs.items():
            own = subgraph.types.get(object_type)
            if own is not None:
                for key in subgraph.resolvable_keys(own):
                    yield Entry(Place(name, object_type), field_set_of(key), object_type)
            for interface in self._supergraph.types[object_type].interfaces:
                definition = subgraph.types.get(interface)
                if definition is None:
                    continue
                known_as = interface if subgraph.is_interface_object(interface) else object_type
                if known_as == object_type and (own is None or interface not in own.interfaces):
                    continue
                for key in subgraph.resolvable_keys(definition):
                    yield Entry(Place(name, known_as), field_set_of(key), interface)

    def _contexts_set_by(self, object_type: str) -> frozenset[str]:
        return frozenset(
            context_name(subgraph, use.string("name") or "")
            for subgraph in self._subgraphs.values()
            for definition in subgraph.types.values()
            if definition.has(FederationDirective.CONTEXT) and object_type in subgraph.runtime_types(definition.name)
            for use in definition.applied(FederationDirective.CONTEXT)
        )
