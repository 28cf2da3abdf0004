"""The normal form of a selection set.

Fragments are gone, `@skip` and `@include` are decided, fields of one response key are merged. What a
fragment's type condition meant is kept as the set of object types that a selection applies to.
"""

from dataclasses import dataclass, field
from typing import Self

TYPENAME = "__typename"
INTROSPECTION_FIELDS = frozenset({"__schema", "__type"})

Path = tuple[tuple[str, frozenset[str]], ...]
"""A way down the response: at each step a response key and the object types that it is selected for."""


@dataclass(frozen=True, slots=True, eq=False)
class Deferral:
    """One `@defer` of the operation: what it marks may be delivered later. Compared by identity.

    It stands at `path` from the root; there it concerns objects of `types`. `parent` is the deferral around it.
    """

    label: str | None
    path: Path
    types: frozenset[str]
    parent: "Deferral | None"


@dataclass(slots=True, eq=False)
class Selection:
    """One field of a selection set in normal form. Compared by identity.

    Invariant: within one selection set, two selections of the same response key apply to disjoint
    `types`. `arguments` is the printed argument list with its parentheses, or "". `children` is None
    for a leaf. `deferral` is the innermost `@defer` that every mention of the field stands in.
    A `withheld` selection is null in the response and never planned. `shown` are the children as the response has
    them: `children`, and between them those that are withheld.
    `origin` is the selection as the client wrote it, from which the planner cut this one
    (fewer types, or only some of the children); of an uncut selection it is the selection itself.
    """

    name: str
    response_key: str
    types: frozenset[str]
    type_name: str
    arguments: str = ""
    variables: frozenset[str] = frozenset()
    directives: str = ""
    children: "tuple[Selection, ...] | None" = None
    deferral: Deferral | None = None
    withheld: bool = False
    shown: "tuple[Selection, ...]" = ()
    origin: "Selection" = field(init=False)

    def __post_init__(self) -> None:
        self.origin = self

    def cut(self, *, types: frozenset[str] | None = None, children: "tuple[Selection, ...] | None" = None) -> Self:
        """A part of this selection: for fewer types, with fewer children, or both."""
        part = type(self)(
            name=self.name,
            response_key=self.response_key,
            types=self.types if types is None else types,
            type_name=self.type_name,
            arguments=self.arguments,
            variables=self.variables,
            directives=self.directives,
            children=self.children if children is None else children,
            deferral=self.deferral,
        )
        part.origin = self.origin
        return part
