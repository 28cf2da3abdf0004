"""Do two supergraph texts say the same: equal but for order, spacing, and what no gateway looks at."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from graphql import (
    ConstDirectiveNode,
    DefinitionNode,
    DirectiveDefinitionNode,
    EnumTypeDefinitionNode,
    FieldDefinitionNode,
    InputObjectTypeDefinitionNode,
    InputValueDefinitionNode,
    InterfaceTypeDefinitionNode,
    ObjectTypeDefinitionNode,
    SchemaDefinitionNode,
    StringValueNode,
    TypeDefinitionNode,
    UnionTypeDefinitionNode,
    parse,
    print_ast,
)
from graphql.utilities import strip_ignored_characters

FIELD_SETS = frozenset({"key", "requires", "provides", "selection"})
SPECIFICATION_PREFIXES = ("join__", "link__", "context__")
GRAPHS = "join__Graph"


def supergraph_differences(left: str, right: str) -> list[str]:
    """One line for each element that the two supergraphs do not have alike."""
    first, second = _facts(left), _facts(right)
    return [
        f"{coordinate}: {first.get(coordinate)} against {second.get(coordinate)}"
        for coordinate in sorted({*first, *second})
        if first.get(coordinate) != second.get(coordinate)
    ]


def _facts(sdl: str) -> dict[str, Any]:
    document = parse(sdl, no_location=True)
    used = {directive.name.value for definition in document.definitions for directive in _all_directives(definition)}
    facts: dict[str, Any] = {}
    for definition in document.definitions:
        match definition:
            case SchemaDefinitionNode():
                facts["schema"] = sorted(operation.operation.value for operation in definition.operation_types)
            case DirectiveDefinitionNode():
                name = definition.name.value
                # A specification that is linked for one directive may define others, which nothing uses.
                if not name.startswith(SPECIFICATION_PREFIXES) and (name in used or _is_for_clients(definition)):
                    facts[f"@{name}"] = (
                        _inputs(definition.arguments),
                        definition.repeatable,
                        sorted(location.value for location in definition.locations),
                    )
            case TypeDefinitionNode() if _is_of_the_subgraphs(definition.name.value):
                facts |= _type_facts(definition)
    return facts


def _is_of_the_subgraphs(name: str) -> bool:
    return name == GRAPHS or not name.startswith(SPECIFICATION_PREFIXES)


def _is_for_clients(definition: DirectiveDefinitionNode) -> bool:
    return any(location.value in {"FIELD", "QUERY", "MUTATION", "SUBSCRIPTION"} for location in definition.locations)


def _type_facts(definition: TypeDefinitionNode) -> dict[str, Any]:
    name = definition.name.value
    facts: dict[str, Any] = {name: (definition.kind, _directives(definition.directives), _text(definition.description))}
    match definition:
        case ObjectTypeDefinitionNode() | InterfaceTypeDefinitionNode():
            facts[f"{name} implements"] = sorted(each.name.value for each in definition.interfaces or ())
            for field in definition.fields or ():
                facts[f"{name}.{field.name.value}"] = _field(field)
        case InputObjectTypeDefinitionNode():
            facts |= {f"{name}.{field}": said for field, said in _inputs(definition.fields).items()}
        case UnionTypeDefinitionNode():
            facts[f"{name} members"] = sorted(member.name.value for member in definition.types or ())
        case EnumTypeDefinitionNode():
            for value in definition.values or ():
                facts[f"{name}.{value.name.value}"] = (_directives(value.directives), _text(value.description))
    return facts


def _field(field: FieldDefinitionNode) -> Any:
    return print_ast(field.type), _inputs(field.arguments), _directives(field.directives), _text(field.description)


def _inputs(nodes: Iterable[InputValueDefinitionNode] | None) -> dict[str, Any]:
    return {
        node.name.value: (
            print_ast(node.type),
            print_ast(node.default_value) if node.default_value else None,
            _directives(node.directives),
            _text(node.description),
        )
        for node in nodes or ()
    }


def _directives(nodes: Iterable[ConstDirectiveNode] | None) -> list[str]:
    return sorted({_directive(node) for node in nodes or ()})


def _directive(node: ConstDirectiveNode) -> str:
    arguments = {argument.name.value: print_ast(argument.value) for argument in node.arguments or ()}
    if node.name.value == "join__type":
        # Planners make nothing of `extension`, and true is the default of `resolvable`.
        arguments.pop("extension", None)
        if arguments.get("resolvable") == "true":
            del arguments["resolvable"]
    if node.name.value == "deprecated" and arguments.get("reason") == '"No longer supported"':
        del arguments["reason"]
    for argument in node.arguments or ():
        if argument.name.value in FIELD_SETS and isinstance(argument.value, StringValueNode):
            arguments[argument.name.value] = strip_ignored_characters(f"{{{argument.value.value}}}")
    return f"@{node.name.value}({', '.join(f'{name}: {text}' for name, text in sorted(arguments.items()))})"


def _text(node: StringValueNode | None) -> str | None:
    return node.value if node else None


def _all_directives(node: DefinitionNode | FieldDefinitionNode) -> Iterable[ConstDirectiveNode]:
    yield from getattr(node, "directives", None) or ()
    for children in ("fields", "values", "arguments"):
        for child in getattr(node, children, None) or ():
            yield from _all_directives(child)
