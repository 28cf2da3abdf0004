"""A schema as composition thinks of it: the same elements describe a subgraph and the supergraph.

Elements are plain data which the reading and merging steps fill in; extensions are folded into the type they extend.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from graphql import BooleanValueNode, IntValueNode, ListValueNode, StringValueNode, ValueNode

from marketplace.gateway.supergraph.composition.federation.directives import FederationDirective
from marketplace.gateway.supergraph.composition.results import SourcePosition
from marketplace.gateway.supergraph.composition.schema.type_refs import TypeRef


class TypeKind(StrEnum):
    """The six kinds of a named GraphQL type; the value is the keyword which defines it."""

    SCALAR = "scalar"
    OBJECT = "type"
    INTERFACE = "interface"
    UNION = "union"
    ENUM = "enum"
    INPUT_OBJECT = "input"


@dataclass(frozen=True, slots=True, kw_only=True)
class AppliedDirective:
    """A directive where it is used.

    `federation` says which directive of the federation specifications it is, under whatever name it was imported;
    None for built-in directives and for the subgraph's own.
    """

    name: str
    arguments: dict[str, ValueNode] = field(default_factory=dict)
    federation: FederationDirective | None = None
    position: SourcePosition | None = None

    def string(self, name: str) -> str | None:
        """Return a string argument, or None when it is absent or something else."""
        value = self.arguments.get(name)
        return value.value if isinstance(value, StringValueNode) else None

    def boolean(self, name: str, *, default: bool) -> bool:
        """Return a Boolean argument, or its default when it is absent or something else."""
        value = self.arguments.get(name)
        return value.value if isinstance(value, BooleanValueNode) else default

    def integer(self, name: str) -> int | None:
        """Return an integer argument, or None when it is absent or something else."""
        value = self.arguments.get(name)
        return int(value.value) if isinstance(value, IntValueNode) else None

    def strings(self, name: str) -> list[str]:
        """Return the strings of a list argument; a lone string counts as a list of one."""
        value = self.arguments.get(name)
        if isinstance(value, StringValueNode):
            return [value.value]
        if not isinstance(value, ListValueNode):
            return []
        return [item.value for item in value.values if isinstance(item, StringValueNode)]


@dataclass(slots=True, kw_only=True)
class Element:
    """What every named part of a schema has."""

    name: str
    description: str | None = None
    directives: list[AppliedDirective] = field(default_factory=list)
    position: SourcePosition | None = None

    def applied(self, directive: FederationDirective) -> list[AppliedDirective]:
        """Return the uses of a federation directive on this element."""
        return [each for each in self.directives if each.federation is directive]

    def has(self, directive: FederationDirective) -> bool:
        """Tell whether a federation directive is used on this element."""
        return any(each.federation is directive for each in self.directives)

    def drop(self, directive: FederationDirective) -> None:
        """Remove every use of a federation directive from this element."""
        self.directives = [each for each in self.directives if each.federation is not directive]


@dataclass(slots=True, kw_only=True)
class InputElement(Element):
    """An argument or an input field."""

    type: TypeRef
    default: ValueNode | None = None


@dataclass(slots=True, kw_only=True)
class FieldElement(Element):
    """A field of an object or interface type."""

    type: TypeRef
    arguments: dict[str, InputElement] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class TypeElement(Element):
    """A named type; only the collections which suit its kind are filled."""

    kind: TypeKind
    fields: dict[str, FieldElement] = field(default_factory=dict)
    input_fields: dict[str, InputElement] = field(default_factory=dict)
    interfaces: list[str] = field(default_factory=list)
    members: list[str] = field(default_factory=list)
    values: dict[str, Element] = field(default_factory=dict)
    is_extension: bool = False

    @property
    def is_composite(self) -> bool:
        """Whether a selection of fields can be made on it."""
        return self.kind in {TypeKind.OBJECT, TypeKind.INTERFACE, TypeKind.UNION}

    @property
    def is_abstract(self) -> bool:
        """Whether its values are of other, concrete types."""
        return self.kind in {TypeKind.INTERFACE, TypeKind.UNION}


@dataclass(slots=True, kw_only=True)
class DirectiveDefinition(Element):
    """A directive as a schema defines it."""

    arguments: dict[str, InputElement] = field(default_factory=dict)
    locations: list[str] = field(default_factory=list)
    repeatable: bool = False


@dataclass(slots=True, kw_only=True)
class Schema:
    """Types and directives by name; root types always carry their default names (Query, Mutation, Subscription)."""

    types: dict[str, TypeElement] = field(default_factory=dict)
    directives: dict[str, DirectiveDefinition] = field(default_factory=dict)
    applied: list[AppliedDirective] = field(default_factory=list)

    def runtime_types(self, name: str) -> list[str]:
        """Return the object types whose values a value of the named composite type can be, in order of definition."""
        definition = self.types[name]
        match definition.kind:
            case TypeKind.OBJECT:
                return [name]
            case TypeKind.UNION:
                return [member for member in definition.members if member in self.types]
            case TypeKind.INTERFACE:
                return [each.name for each in self.objects() if name in each.interfaces]
        return []

    def objects(self) -> Iterator[TypeElement]:
        """Iterate over the object types."""
        return (each for each in self.types.values() if each.kind is TypeKind.OBJECT)


ROOT_TYPE_NAMES = ("Query", "Mutation", "Subscription")
