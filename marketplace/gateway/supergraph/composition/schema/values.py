"""Build and compare the values of directive arguments and defaults."""

from collections.abc import Iterable, Mapping

from graphql import (
    BooleanValueNode,
    EnumValueNode,
    IntValueNode,
    ListValueNode,
    NameNode,
    ObjectFieldNode,
    ObjectValueNode,
    StringValueNode,
    ValueNode,
    print_ast,
)


def string_value(text: str) -> StringValueNode:
    """Make a string."""
    return StringValueNode(value=text)


def boolean_value(*, value: bool) -> BooleanValueNode:
    """Make a Boolean."""
    return BooleanValueNode(value=value)


def integer_value(value: int) -> IntValueNode:
    """Make an integer."""
    return IntValueNode(value=str(value))


def enum_value(name: str) -> EnumValueNode:
    """Make an enum value."""
    return EnumValueNode(value=name)


def list_value(values: Iterable[ValueNode]) -> ListValueNode:
    """Make a list."""
    return ListValueNode(values=tuple(values))


def object_value(fields: Mapping[str, ValueNode]) -> ObjectValueNode:
    """Make an input object."""
    return ObjectValueNode(
        fields=tuple(ObjectFieldNode(name=NameNode(value=name), value=value) for name, value in fields.items())
    )


def canonical(value: ValueNode | None) -> str | None:
    """Return a text that is equal for equal values: the fields of input objects are sorted."""
    match value:
        case None:
            return None
        case ListValueNode():
            return f"[{', '.join(str(canonical(item)) for item in value.values)}]"
        case ObjectValueNode():
            entries = sorted((field.name.value, canonical(field.value)) for field in value.fields)
            return f"{{{', '.join(f'{name}: {text}' for name, text in entries)}}}"
        case StringValueNode():
            return print_ast(string_value(value.value))
    return print_ast(value)
