"""A subgraph that answers also where the Federation specification leaves open what a gateway has to send.

The specification says which fields a representation carries; it asks for `__typename` of the entity, and says nothing
of objects below a required field of an interface or union type. A server that wants to know them enters a violation,
and goes by the fields that are there.
"""

from __future__ import annotations

from typing import Any

from graphql import FieldNode, InlineFragmentNode, SelectionSetNode

from tests.harness.federated_subgraphs import SubgraphServer

LEFT_OPEN = "__typename is missing in a required object of type"


class LenientServer(SubgraphServer):
    """As strict as any server of the harness, but for types of required objects."""

    def _pick_below(self, selections: SelectionSetNode | None, value: Any, named: str) -> Any:
        members = self._world.types[named].members if named in self._world.types else ()
        if selections is not None and members and isinstance(value, dict) and "__typename" not in value:
            self.violations.append(f'{self._subgraph.name}: {LEFT_OPEN} "{named}"')
            fitting = [member for member in members if self._names(selections, member) == value.keys()]
            value = value | {"__typename": fitting[0] if fitting else members[0]}
        return super()._pick_below(selections, value, named)

    def _names(self, selections: SelectionSetNode, type_name: str) -> set[str]:
        """The fields that the selections ask of an object of the type."""
        found: set[str] = set()
        for selection in selections.selections:
            if isinstance(selection, FieldNode):
                found.add(selection.name.value)
            elif isinstance(selection, InlineFragmentNode) and self._world.applies(selection, type_name):
                found |= self._names(selection.selection_set, type_name)
        return found
