"""Fetches under construction."""

from dataclasses import dataclass, field

from marketplace.gateway.operation.selection import Deferral, Selection
from marketplace.gateway.plan.nodes import Segment
from marketplace.gateway.planner.decision import Entry, Place
from marketplace.gateway.planner.position import Position, Slot
from marketplace.gateway.planner.requirements import fit_together
from marketplace.gateway.supergraph.model import ContextArgument, Graph


@dataclass(slots=True, eq=False)
class WireField:
    """A field in a subgraph's operation. `key` is its working key; `shape` what its type demands of
    other fields under one response key (see `type_shape`); `wire_key` is set by `wire_keys`, and `given`,
    the printed `contexts` with their variables, by `context_variables`.
    """

    selection: Selection
    key: str
    shape: str
    child: "SelectionTree | None"
    wire_key: str
    contexts: tuple[ContextArgument, ...] = ()
    given: str = ""


@dataclass(slots=True, eq=False)
class SelectionTree:
    """A selection set in a subgraph's operation, by (fragment's type condition, working key)."""

    typename: bool = False
    fields: dict[tuple[str | None, str], WireField] = field(default_factory=dict)

    def add(self, fragment: str | None, slot: Slot, selection: Selection, shape: str) -> WireField:
        """The field of the slot, added unless it is there."""
        key = (fragment, slot.key)
        if key not in self.fields:
            child = SelectionTree() if selection.children is not None else None
            self.fields[key] = WireField(selection, slot.key, shape, child, slot.key)
        return self.fields[key]


@dataclass(slots=True, eq=False)
class FetchGroup:
    """One fetch: of root fields, or of the entities at `path` whose type is in `types` (None: all); these
    are then known to be of one of `entity_types`.

    `serves` are the parts of the response that have fields from here: None for the first, which is
    not deferred. A representation is made of `key` and `requires`, ordered sets of selections at `position`.
    `contexts` says for each argument that takes its value from further up where that is, nearest first.
    """

    graph: Graph
    position: Position
    path: tuple[Segment, ...]
    types: frozenset[str] | None
    entity_types: frozenset[str]
    entry: Entry
    deferral: Deferral | None
    tree: SelectionTree = field(default_factory=SelectionTree)
    key: dict[Selection, None] = field(default_factory=dict)
    requires: dict[Selection, None] = field(default_factory=dict)
    depends_on: set["FetchGroup"] = field(default_factory=set)
    serves: set[Deferral | None] = field(default_factory=set)
    contexts: dict[ContextArgument, tuple["Enclosing", ...]] = field(default_factory=dict)

    def accepts(self, inputs: tuple[Selection, ...]) -> bool:
        """Whether the inputs fit in the representation."""
        return fit_together((*self.key, *self.requires), inputs)

    def add_context(self, use: ContextArgument, enclosing: "tuple[Enclosing, ...]") -> None:
        """Look for the argument's value there too."""
        known = self.contexts.get(use, ())
        new = (e for e in enclosing if not any(e.depth == k.depth and e.types == k.types for k in known))
        self.contexts[use] = tuple(sorted((*known, *new), key=lambda e: -e.depth))

    def depends_transitively_on(self, other: "FetchGroup") -> bool:
        """Whether the other has to finish before this one starts."""
        pending, seen = [self], {self}
        while pending:
            for group in pending.pop().depends_on:
                if group is other:
                    return True
                if group not in seen:
                    seen.add(group)
                    pending.append(group)
        return False


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the builder adds selections: a selection set of a group, standing at a place.

    `outer` is the cursor of the enclosing value (None at the root), `through` the object types there for
    which this value is selected.
    """

    group: FetchGroup
    tree: SelectionTree
    place: Place
    path: tuple[Segment, ...]
    position: Position
    outer: "Cursor | None" = None
    through: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Enclosing:
    """A value that may set a context: `depth` steps down the path of who asks for it, for objects whose type
    is in `types` (None: all; `possible` are the types they can have). `selections` give the context's value.
    """

    depth: int
    position: Position
    types: frozenset[str] | None
    possible: frozenset[str]
    selections: tuple[Selection, ...]
