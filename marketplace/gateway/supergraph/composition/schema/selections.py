"""Field sets: the selections which federation directives write as text, such as `id organization { id }`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from graphql import (
    FieldNode,
    GraphQLSyntaxError,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    parse,
    print_ast,
)


class MalformedFieldSetError(ValueError):
    """The text is not a selection that a federation directive may carry."""


class DirectiveInFieldSetError(MalformedFieldSetError):
    """A field set may not use directives."""


@dataclass(frozen=True, slots=True)
class FieldSelection:
    """A field with its arguments (values printed) and what is selected below it; nothing below a leaf."""

    name: str
    arguments: tuple[tuple[str, str], ...] = ()
    selections: FieldSet = ()

    def __str__(self) -> str:
        arguments = f"({', '.join(f'{name}: {value}' for name, value in self.arguments)})" if self.arguments else ""
        below = f" {{ {print_field_set(self.selections)} }}" if self.selections else ""
        return f"{self.name}{arguments}{below}"


@dataclass(frozen=True, slots=True)
class FragmentSelection:
    """A selection which holds for values of one type."""

    type_condition: str | None
    selections: FieldSet

    def __str__(self) -> str:
        condition = f" on {self.type_condition}" if self.type_condition else ""
        return f"...{condition} {{ {print_field_set(self.selections)} }}"


FieldSet: TypeAlias = tuple["FieldSelection | FragmentSelection", ...]


def parse_field_set(text: str) -> FieldSet:
    """Read a field set; raises MalformedFieldSetError for anything but plain fields and inline fragments."""
    inner = text.strip()
    if inner.startswith("{") and inner.endswith("}"):
        inner = inner[1:-1]
    try:
        document = parse(f"{{ {inner} }}", no_location=True)
    except GraphQLSyntaxError as error:
        raise MalformedFieldSetError(error.message) from error
    if len(document.definitions) != 1 or not isinstance(document.definitions[0], OperationDefinitionNode):
        raise MalformedFieldSetError("Expected one selection of fields.")
    return _read(document.definitions[0].selection_set)


def field_set_of(text: str | None) -> FieldSet:
    """Read a field set that has been checked before; an unreadable one selects nothing."""
    try:
        return parse_field_set(text or "")
    except MalformedFieldSetError:
        return ()


def print_field_set(selections: FieldSet) -> str:
    """Write a field set on one line in its canonical spacing."""
    return " ".join(map(str, selections))


def _read(node: SelectionSetNode) -> FieldSet:
    found: list[FieldSelection | FragmentSelection] = []
    for selection in node.selections:
        if selection.directives:
            raise DirectiveInFieldSetError("Directives are not allowed in a field set.")
        if isinstance(selection, FieldNode):
            found.append(_read_field(selection))
        elif isinstance(selection, InlineFragmentNode):
            condition = selection.type_condition.name.value if selection.type_condition else None
            found.append(FragmentSelection(condition, _read(selection.selection_set)))
        else:
            raise MalformedFieldSetError("Named fragments are not allowed in a field set.")
    if not found:
        raise MalformedFieldSetError("Expected at least one field.")
    return tuple(found)


def _read_field(node: FieldNode) -> FieldSelection:
    if node.alias:
        raise MalformedFieldSetError(
            f'Cannot use alias "{node.alias.value}": aliases are not supported in a field set.'
        )
    arguments = tuple((argument.name.value, print_ast(argument.value)) for argument in node.arguments or ())
    return FieldSelection(node.name.value, arguments, _read(node.selection_set) if node.selection_set else ())
