"""Positions of the response and the working keys handed out there."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self, cast

from marketplace.gateway.operation.selection import Deferral, Path, Selection
from marketplace.gateway.plan.nodes import Segment
from marketplace.gateway.plan.shape import ResponseShape, ShapeField
from marketplace.gateway.supergraph.model import Supergraph

_UNUSED = "!"
"""Begins no working key that is written: those are GraphQL names."""


@dataclass(slots=True, eq=False)
class Slot:
    """A working key: what is stored under it, for objects of which types."""

    key: str
    selection: Selection
    types: frozenset[str]
    child: "Position | None"


class Position:
    """A composite value in the response. All fetches that touch it share its working keys. A field that is withheld
    has a key that no fetch writes.

    Invariant: two slots with the same key and an object type in common hold the same field with the
    same arguments.
    """

    def __init__(self, supergraph: Supergraph, type_name: str, selections: tuple[Selection, ...] = ()) -> None:
        self.type_name = type_name
        self.abstract = supergraph.is_abstract(type_name)
        self.every_type = supergraph.possible_types[type_name]
        self._supergraph = supergraph
        self._client: dict[Selection, Slot] = {}
        self.slots: list[Slot] = []
        for selection in selections:
            self._client[selection.origin] = (
                Slot(f"{_UNUSED}{selection.response_key}", selection, selection.types, None)
                if selection.withheld
                else self._new_slot(selection, selection.response_key, selection.shown)
            )

    def slot(self, selection: Selection) -> Slot:
        """The slot of a selection: the client's own, one that holds the same, or a new one."""
        if (known := self._client.get(selection.origin)) is not None:
            return known
        for slot in self.slots:
            if _same_field(slot.selection, selection) and selection.types <= slot.types:
                return slot
        return self._new_slot(selection, self._free_key(selection), ())

    def is_client(self, selection: Selection) -> bool:
        """Whether the client asked for it, not only the planner."""
        return selection.origin in self._client

    def _new_slot(self, selection: Selection, key: str, children: tuple[Selection, ...]) -> Slot:
        child = None
        if selection.children is not None:
            child = Position(self._supergraph, selection.type_name, children)
        slot = Slot(key, selection, selection.types, child)
        self.slots.append(slot)
        return slot

    def _free_key(self, selection: Selection) -> str:
        leaf = selection.children is None
        candidates = (selection.name, *(f"_{n}_{selection.name}" for n in range(len(self.slots) + 1)))
        return next(
            key
            for key in candidates
            if not any(
                slot.key == key
                and slot.types & selection.types
                and not (leaf and _same_field(slot.selection, selection))
                for slot in self.slots
            )
        )

    def agrees_with(self, other: "Position") -> bool:
        """Whether every working key that both positions use means the same field at both, all the way
        down.
        """
        if other is self:
            return True
        theirs: dict[str, list[Slot]] = {}
        for slot in other.slots:
            theirs.setdefault(slot.key, []).append(slot)
        return all(
            _same_field(mine.selection, slot.selection)
            and (mine.child is None or slot.child is None or mine.child.agrees_with(slot.child))
            for mine in self.slots
            for slot in theirs.get(mine.key, ())
        )

    def response_shape(self) -> ResponseShape:
        """All that the client selected at this position and below."""
        return self._shape(
            (selection, slot, slot.child.response_shape() if slot.child else None)
            for selection, slot in self._client.items()
        )

    def part_shape(self, deferral: Deferral | None) -> ResponseShape:
        """What of it belongs to one part of an incremental response: to the first (None), or to what a
        `@defer` delivers.
        """
        fields = [
            (selection, slot, slot.child.part_shape(deferral) if slot.child else None)
            for selection, slot in self._client.items()
        ]
        return self._shape(
            (selection, slot, child)
            for selection, slot, child in fields
            if selection.deferral is deferral or (deferral is not None and child is not None and child.fields)
        )

    def _shape(self, fields: "Iterable[tuple[Selection, Slot, ResponseShape | None]]") -> ResponseShape:
        return ResponseShape(
            self._supergraph.client_schema,
            self.type_name,
            self.abstract,
            self.every_type,
            tuple(
                ShapeField(selection.name, selection.response_key, slot.key, slot.types, child, selection.withheld)
                for selection, slot, child in fields
            ),
        )

    def below(self, step: tuple[str, frozenset[str]]) -> tuple[Segment, Self]:
        """One step down: to the value that the client selected under a response key for these types. Raises
        KeyError where it is withheld.
        """
        key, types = step
        slot = next(s for s in self._client.values() if s.selection.response_key == key and s.types == types)
        if slot.child is None:
            raise KeyError(key)
        return Segment(slot.key, None if self.every_type <= types else types), cast(Self, slot.child)

    def at(self, path: Path) -> tuple[tuple[Segment, ...], "Position"]:
        """The way down to what the client selected at the path, and its position; raises KeyError like `below`."""
        segments = []
        position: Position = self
        for step in path:
            segment, position = position.below(step)
            segments.append(segment)
        return tuple(segments), position

    @classmethod
    def root(cls, supergraph: Supergraph, root_type: str, selections: tuple[Selection, ...]) -> Self:
        """The position of the whole response."""
        return cls(supergraph, root_type, selections)


def _same_field(one: Selection, other: Selection) -> bool:
    return one.name == other.name and one.arguments == other.arguments and one.directives == other.directives
