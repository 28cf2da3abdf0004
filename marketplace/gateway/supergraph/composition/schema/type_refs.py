"""Types as fields and arguments refer to them: a name within any number of list and non-null wrappers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from graphql import ListTypeNode, NamedTypeNode, NonNullTypeNode, TypeNode


@dataclass(frozen=True, slots=True)
class Named:
    """A reference to a type by its name."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of something."""

    of: TypeRef

    def __str__(self) -> str:
        return f"[{self.of}]"


@dataclass(frozen=True, slots=True)
class NonNull:
    """Something which is never null."""

    of: Named | ListOf

    def __str__(self) -> str:
        return f"{self.of}!"


TypeRef: TypeAlias = Named | ListOf | NonNull


def read_type_ref(node: TypeNode) -> TypeRef:
    """Translate a type reference of a parsed document."""
    match node:
        case NonNullTypeNode():
            inner = read_type_ref(node.type)
            return inner if isinstance(inner, NonNull) else NonNull(inner)
        case ListTypeNode():
            return ListOf(read_type_ref(node.type))
        case NamedTypeNode():
            return Named(node.name.value)
    raise TypeError(f"not a type reference: {node.kind}")


def innermost(ref: TypeRef) -> str:
    """Return the name of the type within all wrappers."""
    while not isinstance(ref, Named):
        ref = ref.of
    return ref.name


def nullable(ref: TypeRef) -> Named | ListOf:
    """Drop the outermost non-null wrapper, if there is one."""
    return ref.of if isinstance(ref, NonNull) else ref
