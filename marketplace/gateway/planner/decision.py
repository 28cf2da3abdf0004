"""What the planner decides, before anything is built: for every selection, which graph resolves it
and how one gets there.
"""

from dataclasses import dataclass

from marketplace.gateway.errors import InternalError
from marketplace.gateway.operation.selection import Deferral, Selection
from marketplace.gateway.supergraph.model import ContextArgument, Graph, GraphType, TypeKind


class UnresolvableError(InternalError):
    """The supergraph is not satisfiable for the operation: its composer should have refused it."""

    code = "UNRESOLVABLE"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a selection set stands: inside a fetch from `graph`, on what that graph declares as `type`.

    `provided` are the selections that a `@provides` further up made resolvable here; `alternatives` the
    graphs (by id) that could have been asked for the same value. `deferral` is the `@defer` that the
    fetch serves: what is deferred otherwise goes into another fetch where that is possible.
    """

    graph: Graph
    type: GraphType
    provided: tuple[Selection, ...] = ()
    alternatives: frozenset[str] = frozenset()
    deferral: Deferral | None = None

    def provides(self, name: str, types: frozenset[str]) -> Selection | None:
        """The provided selection of the field, when it covers all of the types."""
        for selection in self.provided:
            if selection.name == name and types <= selection.types:
                return selection
        return None


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A way into a graph: as `type_name` (an object type, or an interface that the graph has keys for).

    Root types are entered without a key.
    """

    graph: Graph
    type: GraphType
    keys: tuple[tuple[Selection, ...], ...]
    root: bool = False

    @property
    def to_interface(self) -> bool:
        """Whether the graph knows the entity's object type only after it was entered."""
        return self.type.kind is TypeKind.INTERFACE and not self.type.interface_object


@dataclass(frozen=True, slots=True, eq=False)
class Local:
    """Select the field in the fetch that stands here, inside `... on fragment` when that is given."""

    selection: Selection
    fragment: str | None
    child_place: Place | None = None
    child: "Decision | None" = None


@dataclass(frozen=True, slots=True, eq=False)
class Jump:
    """Fetch the entity from another graph (or again from this one, for a field that needs inputs).

    `types` are the object types that jump; `key` and `requires` make the representation, and `gather`
    says how they are resolved from here. `contexts` are the arguments that take values from further up.
    """

    types: frozenset[str]
    entry: Entry
    key: tuple[Selection, ...]
    requires: tuple[Selection, ...]
    deferral: Deferral | None
    gather: "tuple[Decision, ...]"
    inner: "Decision"
    contexts: tuple[ContextArgument, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Decision:
    """How a selection set is resolved. `cost` counts fetches; `leftover` is what cannot be resolved
    from here by any way: the caller tries another way to here.
    """

    steps: tuple[Local | Jump, ...]
    cost: float
    leftover: tuple[Selection, ...] = ()


def leaf_count(selections: tuple[Selection, ...]) -> int:
    """Number of leaves: the measure by which a leftover gets smaller."""
    return sum(1 if s.children is None else max(1, leaf_count(s.children)) for s in selections)
