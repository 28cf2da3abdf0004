"""Write elements as SDL, one definition after another, sorted by name."""

from collections.abc import Iterable, Iterator, Mapping

from graphql import StringValueNode, print_ast

from marketplace.gateway.supergraph.composition.schema.elements import (
    AppliedDirective,
    DirectiveDefinition,
    Element,
    FieldElement,
    InputElement,
    TypeElement,
    TypeKind,
)


def print_type(definition: TypeElement) -> str:
    """Write a named type; its directives stand on lines of their own."""
    head = f"{definition.kind.value} {definition.name}"
    if definition.interfaces:
        head += f" implements {' & '.join(definition.interfaces)}"
    directives = "".join(f"\n  {print_applied(each)}" for each in definition.directives)
    return f"{_description(definition)}{head}{directives}{_body(definition)}"


def print_directive_definition(definition: DirectiveDefinition) -> str:
    """Write the definition of a directive on one line."""
    repeatable = " repeatable" if definition.repeatable else ""
    arguments = _arguments(definition.arguments)
    locations = " | ".join(definition.locations)
    return f"{_description(definition)}directive @{definition.name}{arguments}{repeatable} on {locations}"


def print_applied(directive: AppliedDirective) -> str:
    """Write a directive where it is used."""
    arguments = ", ".join(f"{name}: {print_ast(value)}" for name, value in directive.arguments.items())
    return f"@{directive.name}({arguments})" if arguments else f"@{directive.name}"


def _body(definition: TypeElement) -> str:
    match definition.kind:
        case TypeKind.SCALAR:
            return ""
        case TypeKind.UNION:
            return f"\n = {' | '.join(definition.members)}"
        case TypeKind.ENUM:
            return _block(_line(value, value.name) for value in definition.values.values())
        case TypeKind.INPUT_OBJECT:
            return _block(_line(each, _input(each)) for each in definition.input_fields.values())
    return _block(_line(field, _field(field)) for field in definition.fields.values())


def _block(lines: Iterable[str]) -> str:
    return "\n{\n" + "\n".join(lines) + "\n}"


def _line(element: Element, text: str) -> str:
    directives = "".join(f" {print_applied(each)}" for each in element.directives)
    return f"{_description(element, '  ')}  {text}{directives}"


def _field(field: FieldElement) -> str:
    return f"{field.name}{_arguments(field.arguments)}: {field.type}"


def _input(element: InputElement) -> str:
    default = f" = {print_ast(element.default)}" if element.default else ""
    return f"{element.name}: {element.type}{default}"


def _arguments(arguments: Mapping[str, InputElement]) -> str:
    if not arguments:
        return ""
    return f"({', '.join(_argument_texts(arguments.values()))})"


def _argument_texts(arguments: Iterable[InputElement]) -> Iterator[str]:
    for argument in arguments:
        description = f"{print_ast(StringValueNode(value=argument.description))} " if argument.description else ""
        directives = "".join(f" {print_applied(each)}" for each in argument.directives)
        yield f"{description}{_input(argument)}{directives}"


def _description(element: Element, indent: str = "") -> str:
    if not element.description:
        return ""
    text = print_ast(StringValueNode(value=element.description, block=True))
    return "".join(f"{indent}{line}".rstrip() + "\n" for line in text.splitlines())
