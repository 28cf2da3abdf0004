"""Finds where the values of contexts come from: the nearest enclosing values that set them.

Source: https://www.apollographql.com/docs/graphos/schema-design/federated-schemas/entities/use-contexts
"""

from collections.abc import Iterator

from marketplace.gateway.operation.selection import Selection
from marketplace.gateway.planner.decide import Decider
from marketplace.gateway.planner.decision import Decision, UnresolvableError
from marketplace.gateway.planner.fetch_group import Cursor, Enclosing
from marketplace.gateway.planner.field_sets import FieldSets
from marketplace.gateway.supergraph.model import ContextArgument, Graph, Supergraph


class ContextFinder:
    """Looks upwards from a field with contextual arguments. An object is never its own context."""

    def __init__(self, supergraph: Supergraph, field_sets: FieldSets, decider: Decider) -> None:
        self._supergraph = supergraph
        self._field_sets = field_sets
        self._decider = decider

    def find(self, use: ContextArgument, graph: Graph, cursor: Cursor) -> Iterator[tuple[Enclosing, Cursor, Decision]]:
        """The enclosing values to look at, nearest first; at which cursor and how the selection is resolved
        there. Farther ones count only where a nearer one is of a type that does not set the context.
        """
        inner = cursor
        while (outer := inner.outer) is not None:
            here = inner.through & outer.place.type.possible_types
            setting = here & self._setting(use, graph)
            if setting:
                selections = tuple(self._selections(use, graph, setting))
                decision = self._decider.decide(selections, outer.place)
                if decision.leftover:
                    raise UnresolvableError(f"No subgraph resolves the context {use.context}: {use.text}.")
                types = _told_apart(outer, setting, here)
                yield Enclosing(len(outer.path), outer.position, types, setting, selections), outer, decision
            if setting == here:
                return
            inner = outer

    def _setting(self, use: ContextArgument, graph: Graph) -> frozenset[str]:
        """The object types that set the context."""
        return frozenset().union(
            *(graph.types[name].possible_types for name in self._supergraph.context_setters.get(use.context, ()))
        )

    def _selections(self, use: ContextArgument, graph: Graph, types: frozenset[str]) -> Iterator[Selection]:
        """The selection on objects of the types, as it reads on the types that set the context."""
        for name in self._supergraph.context_setters[use.context]:
            covered = types & graph.types[name].possible_types
            yield from self._field_sets.narrow_all(self._field_sets.collect(name, use.selection), covered)
            types -= covered


def _told_apart(cursor: Cursor, setting: frozenset[str], here: frozenset[str]) -> frozenset[str] | None:
    """The types to look for; None where every object is meant. An interface object's type is asked for only
    if it matters.
    """
    if cursor.place.type.interface_object:
        return None if setting == here else setting
    return setting if cursor.position.abstract and not cursor.position.every_type <= setting else None
