"""The shape of the response: which fields each object of the answer has, in which order, of what type."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from graphql import (
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLOutputType,
    GraphQLSchema,
    GraphQLString,
    get_named_type,
)

from marketplace.gateway.operation.selection import INTROSPECTION_FIELDS, TYPENAME

_TYPENAME_TYPE = GraphQLNonNull(GraphQLString)


@dataclass(frozen=True, slots=True, eq=False)
class ShapeField:
    """A field that the client selected, for objects of `types`. `child` is None for leaves, and where the field is
    `withheld` from the client: nothing ever stands under its `key`.
    """

    name: str
    response_key: str
    key: str
    types: frozenset[str]
    child: "ResponseShape | None"
    withheld: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class TypedField:
    """A field of one object type: what completes one entry of a response object."""

    name: str
    response_key: str
    key: str
    type: GraphQLOutputType | None
    named_type: GraphQLNamedType | None
    child: "ResponseShape | None"


@dataclass(slots=True, eq=False)
class ResponseShape:
    """One selection set of the client. `type_name` is its static type; `fields` are in document order.
    `assumed_type` is what an object is completed as that does not say its type; empty where that cannot be done.
    """

    schema: GraphQLSchema
    type_name: str
    abstract: bool
    every_type: frozenset[str]
    fields: Sequence[ShapeField] = ()
    assumed_type: str = field(init=False)
    _typed: dict[str, tuple[TypedField, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.abstract and len(self.every_type) == 1:
            (self.assumed_type,) = self.every_type
        elif self.abstract and any(each.name == TYPENAME or each.types != self.every_type for each in self.fields):
            self.assumed_type = ""
        else:
            self.assumed_type = self.type_name

    def fields_of(self, type_name: str) -> tuple[TypedField, ...]:
        """The fields of an object of the type, in order. Asked with the static type itself (when the
        object type is not known) it gives the fields that all types share.
        """
        if type_name not in self._typed:
            self._typed[type_name] = tuple(self._find(type_name))
        return self._typed[type_name]

    def _find(self, type_name: str) -> list[TypedField]:
        unknown = self.abstract and type_name == self.type_name
        definitions = getattr(self.schema.type_map[type_name], "fields", {})
        found = []
        for shape_field in self.fields:
            if shape_field.types != self.every_type and (unknown or type_name not in shape_field.types):
                continue
            if shape_field.withheld and shape_field.name == TYPENAME:
                found.append(TypedField("", shape_field.response_key, shape_field.key, _TYPENAME_TYPE, None, None))
                continue
            definition = definitions.get(shape_field.name)
            if definition is None and shape_field.name not in INTROSPECTION_FIELDS | {TYPENAME}:
                continue
            output = definition.type if definition else None
            found.append(
                TypedField(
                    shape_field.name,
                    shape_field.response_key,
                    shape_field.key,
                    output,
                    get_named_type(output) if output else None,
                    shape_field.child,
                )
            )
        return found

    def by_key(self, key: str) -> ShapeField | None:
        """The first selected field under a working key; None when only the planner asked for it."""
        return next((f for f in self.fields if f.key == key), None)
