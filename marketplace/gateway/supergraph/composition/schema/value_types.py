"""Can a literal be a value of an input type (GraphQL specification, Input Coercion of each type)."""

from graphql import (
    BooleanValueNode,
    EnumValueNode,
    FloatValueNode,
    IntValueNode,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    StringValueNode,
    ValueNode,
)

from marketplace.gateway.supergraph.composition.schema.elements import Schema, TypeElement, TypeKind
from marketplace.gateway.supergraph.composition.schema.type_refs import ListOf, Named, NonNull, TypeRef

_GREATEST_INT = 2**31 - 1

_LITERALS_OF_SCALARS: dict[str, tuple[type[ValueNode], ...]] = {
    "Int": (IntValueNode,),
    "Float": (IntValueNode, FloatValueNode),
    "String": (StringValueNode,),
    "Boolean": (BooleanValueNode,),
    "ID": (StringValueNode, IntValueNode),
}


def is_valid_value(schema: Schema, ref: TypeRef, value: ValueNode) -> bool:
    """Tell whether the literal can be coerced to the type; any literal suits a custom scalar."""
    match ref:
        case NonNull():
            return not isinstance(value, NullValueNode) and is_valid_value(schema, ref.of, value)
        case _ if isinstance(value, NullValueNode):
            return True
        case ListOf():
            items = value.values if isinstance(value, ListValueNode) else (value,)
            return all(is_valid_value(schema, ref.of, item) for item in items)
        case Named():
            return _is_valid_named(schema, ref.name, value)


def _is_valid_named(schema: Schema, name: str, value: ValueNode) -> bool:
    if name in _LITERALS_OF_SCALARS:
        if name == "Int" and isinstance(value, IntValueNode):
            return -_GREATEST_INT - 1 <= int(value.value) <= _GREATEST_INT
        return isinstance(value, _LITERALS_OF_SCALARS[name])
    definition = schema.types.get(name)
    if definition is None or definition.kind is TypeKind.SCALAR:
        return True
    if definition.kind is TypeKind.ENUM:
        return isinstance(value, EnumValueNode) and value.value in definition.values
    return isinstance(value, ObjectValueNode) and _is_valid_input_object(schema, definition, value)


def _is_valid_input_object(schema: Schema, definition: TypeElement, value: ObjectValueNode) -> bool:
    given = {field.name.value: field.value for field in value.fields}
    if not given.keys() <= definition.input_fields.keys():
        return False
    for name, field in definition.input_fields.items():
        if name in given:
            if not is_valid_value(schema, field.type, given[name]):
                return False
        elif isinstance(field.type, NonNull) and field.default is None:
            return False
    return True
