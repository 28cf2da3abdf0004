"""Decides, for every selection, which graph resolves it: the heart of the planner.

A selection set is decided at a *place* (see `decision.Place`). What the place's graph resolves itself,
children included, stays local. The rest is a facility-location problem: each way into another graph
costs its fetches once and then resolves some of the fields, and the cheapest cover is sought greedily,
by cost per field covered. What no way resolves is left over to the caller, who may reach this place
through another graph. Decisions are memoised: each is made once for a (selection set, place).

`Blocked` ends the recursion through keys and requirements: while a key into graph G is gathered, no
jump to G may serve; while a field's requirements are gathered, the field itself may not. What was entered
as an interface is not entered there again, for the same object.
"""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from marketplace.gateway.operation.selection import INTROSPECTION_FIELDS, TYPENAME, Deferral, Selection
from marketplace.gateway.planner.blocked import Blocked
from marketplace.gateway.planner.cover import HERE, Fields, Option, Options, Way, compatible_parts, cover_fields
from marketplace.gateway.planner.decision import Decision, Entry, Jump, Local, Place, leaf_count
from marketplace.gateway.planner.field_sets import FieldSets
from marketplace.gateway.planner.limits import PlannerLimits, PlanTooComplexError
from marketplace.gateway.supergraph.model import ContextArgument, Graph, GraphField, GraphType, Supergraph, TypeKind
from marketplace.gateway.supergraph.reader import named_type

_FREE = Blocked()


_LATE_LEAF = 0.001
"""What a leaf costs that has to wait for a jump: among plans of equally many fetches the one that is
given more by the first of them is better."""
_UNDEFERRED = 100
"""What it costs to resolve a deferred field in a fetch that is waited for: done only where no key leads
to a fetch of its own."""


@dataclass(frozen=True, slots=True)
class _Stand:
    """Who asks: an entity known to be of a type, at a place (None: the root of the operation)."""

    type_name: str
    place: Place | None
    blocked: Blocked

    def postpones(self, field: Selection) -> bool:
        """Whether the field is deferred while the fetch that stands here is not, or by another `@defer`."""
        return field.deferral is not None and self.place is not None and field.deferral is not self.place.deferral


class Decider:
    """Decides for one supergraph; one instance serves one planning, since it holds the memo."""

    def __init__(self, supergraph: Supergraph, field_sets: FieldSets, limits: PlannerLimits) -> None:
        self._supergraph = supergraph
        self._field_sets = field_sets
        self._decisions_left = limits.max_decisions
        self._stop_at = time.monotonic() + limits.max_seconds
        self._memo: dict[tuple[Fields, Place, Blocked], Decision] = {}
        self._places: dict[tuple[str, str, Fields, frozenset[str], Deferral | None], Place] = {}

    def decide_root(self, root_type: str, fields: Fields) -> Decision:
        """The decision for fields of a root type, where nothing is fetched yet."""
        return self._choose(_Stand(root_type, None, _FREE), fields)

    def decide(self, fields: Fields, place: Place, blocked: Blocked = _FREE) -> Decision:
        """The decision for a selection set at a place."""
        key = (fields, place, blocked)
        if (known := self._memo.get(key)) is not None:
            return known
        self._decisions_left -= 1
        if self._decisions_left < 0 or time.monotonic() > self._stop_at:
            raise PlanTooComplexError
        if place.type.interface_object:
            decision = self._decide_interface_object(fields, place, blocked)
        elif place.type.kind is TypeKind.OBJECT:
            name = place.type.name
            decision = self._choose(_Stand(name, place, blocked), tuple(f for f in fields if name in f.types))
        else:
            decision = self._decide_abstract(fields, place, blocked)
        self._memo[key] = decision
        return decision

    def _decide_abstract(self, fields: Fields, place: Place, blocked: Blocked) -> Decision:
        """Fields that every possible type resolves alike stay on the interface; others are decided for
        each object type. A field that cannot be resolved for some type is left over for all of them:
        two answers for one abstract value are not mixed.
        """
        steps: list[Local | Jump] = []
        cost = 0.0
        by_object: dict[str, list[tuple[Selection, Selection]]] = {}
        for field in fields:
            types = field.types & place.type.possible_types
            rest: Selection | None = field if types else None
            if types and field.name == TYPENAME:
                steps.append(Local(field, None))
                continue
            if types and (label := self._label(field, types, place)) is not None:
                fragment = None if label is place.type else label.name
                option = self._descend(field, label.fields[field.name], place, fragment, blocked)
                if option is not None and option.cost and _provides_below(field.name, types, place):
                    option = None
                if option is not None and option.step is not None:
                    steps.append(option.step)
                    cost += option.cost
                    rest = field.cut(children=option.leftover) if option.leftover else None
            if rest is not None:
                for name in sorted(types):
                    part = self._field_sets.narrow(rest, frozenset((name,)))
                    by_object.setdefault(name, []).append((part, rest))
        undecided: dict[Selection, None] = {}
        while True:
            per_object = [
                self._choose(_Stand(name, place, blocked), tuple(f for f, whole in parts if whole not in undecided))
                for name, parts in by_object.items()
            ]
            unresolved = {f.origin for decision in per_object for f in decision.leftover}
            new = [w for parts in by_object.values() for _, w in parts if w.origin in unresolved and w not in undecided]
            if not new:
                break
            undecided.update(dict.fromkeys(new))
        return Decision(
            (*steps, *(step for decision in per_object for step in decision.steps)),
            cost + _together([decision.cost for decision in per_object]),
            tuple(undecided),
        )

    def _label(self, field: Selection, types: frozenset[str], place: Place) -> GraphType | None:
        """An interface of the graph on which the field can be selected for exactly these types."""
        covering = self._supergraph.type_of_possible.get(field.types)
        for label in (place.type, place.graph.types.get(covering or "")):
            if (
                label is not None
                and label.kind is TypeKind.INTERFACE
                and not label.interface_object
                and label.possible_types & place.type.possible_types == types
                and _resolves(label.fields.get(field.name), place, types)
                and all(_resolves(place.graph.field(name, field.name), place, frozenset((name,))) for name in types)
            ):
                return label
        return None

    def _decide_interface_object(self, fields: Fields, place: Place, blocked: Blocked) -> Decision:
        """The graph knows the entity, not its object type. That is learned from a graph that has the
        interface, when a selection depends on it.
        """
        every = place.type.possible_types
        here = [f for f in fields if f.types & every and f.name != TYPENAME]
        if any(f.name == TYPENAME or f.types != every for f in fields):
            here.append(self._field_sets.typename(place.type.name))
        return self._choose(_Stand(place.type.name, place, blocked), tuple(here))

    def _choose(self, stand: _Stand, fields: Fields) -> Decision:
        """Cover the fields by ways, greedily; see the module's docstring."""
        steps: list[Local | Jump] = []
        pending: dict[Selection, Options] = {}
        for field in fields:
            if field.name in INTROSPECTION_FIELDS or (stand.place is None and field.name == TYPENAME):
                continue
            local = self._local_option(stand, field)
            if local is not None and local.step is not None and local.cost == 0 and not local.leftover:
                steps.append(local.step)
            else:
                pending[field] = {HERE: local} if local is not None else {}
        if not pending:
            return Decision(tuple(steps), 0)
        ways = self._ways(stand, tuple(pending))
        for field, options in pending.items():
            options.update(self._options(stand, field, ways))
        chosen, leftover = cover_fields(pending, lambda rest, others: self._options(stand, rest, others))
        cost = 0.0
        for way, taken in chosen.items():
            cost += way.cost + sum(option.cost for option in taken.values())
            if way.entry is None:
                steps.extend(option.step for option in taken.values() if option.step)
            else:
                steps.extend(self._jumps(stand, way, way.entry, taken))
        return Decision(tuple(steps), cost, leftover)

    def _local_option(self, stand: _Stand, field: Selection) -> Option | None:
        """The field resolved by the place's own graph, unless it needs inputs."""
        place = stand.place
        if place is None:
            return None
        if field.name == TYPENAME:
            return None if place.type.interface_object else Option(Local(field, None), 0, ())
        owner = place.type.name if place.type.interface_object else stand.type_name
        declared = place.graph.field(owner, field.name)
        if declared is None or not _resolves(declared, place, field.types & place.type.possible_types):
            return None
        option = self._descend(field, declared, place, None if owner == place.type.name else owner, stand.blocked)
        if option is not None and stand.postpones(field):
            return replace(option, cost=option.cost + _UNDEFERRED)
        return option

    def _descend(
        self, field: Selection, declared: GraphField, place: Place, fragment: str | None, blocked: Blocked
    ) -> Option | None:
        """The field selected at the place and its children decided below it; None when nothing below
        can be resolved.
        """
        if field.children is None:
            return Option(Local(field, fragment), 0, ())
        child_type = place.graph.types[named_type(declared.type)]
        provided = place.provides(field.name, field.types & place.type.possible_types)
        alternatives = self._field_sets.alternatives(place, declared)
        child_place = self._place(
            place.graph,
            child_type,
            ((provided.children or ()) if provided else ())
            + (self._field_sets.collect(child_type.name, declared.provides) if declared.provides else ()),
            alternatives,
            field.deferral or place.deferral,
        )
        children = self._field_sets.shared_members(field.children, declared, place, child_type, alternatives)
        child = self.decide(children, child_place, blocked.below())
        if child.leftover and not child.steps:
            return None
        return Option(Local(field, fragment, child_place, child), child.cost, child.leftover)

    def _place(
        self,
        graph: Graph,
        graph_type: GraphType,
        provided: Fields,
        alternatives: frozenset[str],
        deferral: Deferral | None,
    ) -> Place:
        """One object for each place, so that the memo finds it fast."""
        key = (graph.id, graph_type.name, provided, alternatives, deferral)
        if key not in self._places:
            self._places[key] = Place(graph, graph_type, provided, alternatives, deferral)
        return self._places[key]

    def _ways(self, stand: _Stand, fields: Fields) -> list[Way]:
        """The ways that resolve at least one of the fields and whose key can be gathered here."""
        return [
            way
            for entry in self._field_sets.entries(stand.type_name)
            if (stand.type_name, entry.graph.id) not in stand.blocked
            and any(self._leads_to(stand, entry, field) for field in fields)
            and (way := self._way(stand, entry)) is not None
        ]

    @staticmethod
    def _leads_to(stand: _Stand, entry: Entry, field: Selection) -> bool:
        """A cheap test before keys are looked at."""
        elsewhere = stand.place is None or stand.place.graph is not entry.graph or stand.postpones(field)
        if entry.to_interface:
            return elsewhere
        declared = entry.type.fields.get(field.name)
        if declared is None or declared.external or (entry.type.name, field.name) in stand.blocked:
            return False
        return elsewhere or declared.needs_inputs

    def _way(self, stand: _Stand, entry: Entry) -> Way | None:
        if entry.root or stand.place is None:
            return Way(entry, 1)
        best: Way | None = None
        deeper = stand.blocked.gathering(stand.type_name, entry.graph.id)
        for key in entry.keys:
            selections = self._field_sets.narrow_all(key, self._supergraph.possible_types[stand.type_name])
            gather = self.decide(selections, stand.place, deeper)
            if not gather.leftover and (best is None or gather.cost + 1 < best.cost):
                best = Way(entry, gather.cost + 1, selections, gather)
                if gather.cost == 0:
                    break
        return best

    def _options(self, stand: _Stand, field: Selection, ways: Iterable[Way]) -> Options:
        """The field's options through these ways."""
        options: Options = {}
        for way in ways:
            option = None
            if way.entry is None:
                option = self._local_option(stand, field)
            elif self._leads_to(stand, way.entry, field):
                option = self._option_through(stand, field, way.entry)
            if option is not None:
                options[way] = option
        return options

    def _option_through(self, stand: _Stand, field: Selection, entry: Entry) -> Option | None:
        """The field resolved after entering the graph there."""
        target = self._target(stand, entry, field.deferral)
        if entry.to_interface:
            inner = self.decide((field,), target, stand.blocked.behind(stand.type_name, entry.graph.id))
            return Option(None, inner.cost, ()) if inner.steps and not inner.leftover else None
        declared = entry.type.fields[field.name]
        requires: Fields = ()
        gather = None
        if declared.needs_inputs and stand.place is None:
            return None
        if declared.requires is not None and stand.place is not None:
            requires = self._field_sets.narrow_all(
                self._field_sets.collect(entry.type.name, declared.requires),
                self._supergraph.possible_types[stand.type_name],
            )
            gather = self.decide(requires, stand.place, stand.blocked.gathering(entry.type.name, field.name))
            if gather.leftover:
                return None
        option = self._descend(field, declared, target, None, stand.blocked)
        if option is None:
            return None
        cost = option.cost + (gather.cost if gather else 0) + _LATE_LEAF * leaf_count((field,))
        return Option(option.step, cost, option.leftover, requires, gather)

    def _target(self, stand: _Stand, entry: Entry, deferral: Deferral | None) -> Place:
        """The place on the other side of an entry. At the root every graph is an alternative."""
        others = stand.place.alternatives if stand.place else frozenset(self._supergraph.graphs)
        return self._place(entry.graph, entry.type, (), others, deferral)

    def _jumps(self, stand: _Stand, way: Way, entry: Entry, taken: dict[Selection, Option]) -> Iterator[Jump]:
        """One jump, or several where the fields' requirements exclude each other."""
        for deferral, part in compatible_parts(taken):
            gather = [way.gather, *(option.gather for option in part.values())]
            if entry.to_interface:
                behind = stand.blocked.behind(stand.type_name, entry.graph.id)
                inner = self.decide(tuple(part), self._target(stand, entry, deferral), behind)
                contexts: Iterable[ContextArgument] = ()
            else:
                inner = Decision(tuple(option.step for option in part.values() if option.step), 0)
                contexts = (use for field in part for use in entry.type.fields[field.name].context_arguments)
            yield Jump(
                types=self._supergraph.possible_types[stand.type_name],
                entry=entry,
                key=way.key,
                requires=tuple(s for option in part.values() for s in option.requires),
                deferral=deferral,
                gather=tuple(decision for decision in gather if decision is not None),
                inner=inner,
                contexts=tuple(dict.fromkeys(contexts)),
            )


def _resolves(declared: GraphField | None, place: Place, types: frozenset[str]) -> bool:
    """Whether the place's graph resolves the field for these types without further inputs."""
    if declared is None or declared.needs_inputs:
        return False
    return not declared.external or place.provides(declared.name, types) is not None


def _provides_below(name: str, types: Iterable[str], place: Place) -> bool:
    """Whether the field of an object type provides something: on the interface's field that is lost."""
    declared = (place.graph.field(type_name, name) for type_name in types)
    return any(each is not None and each.provides is not None for each in declared)


def _together(costs: list[float]) -> float:
    """The cost of resolving several object types: their jumps into one graph share a fetch, so the dearest
    counts, and among equals the plan that jumps for fewer types.
    """
    return max(costs, default=0) + _LATE_LEAF * sum(costs)
