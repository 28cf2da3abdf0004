"""What subgraphs declare, read from their SDL: the form in which the harness plays subgraphs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from graphql import (
    DirectiveNode,
    EnumTypeDefinitionNode,
    EnumTypeExtensionNode,
    FieldDefinitionNode,
    FieldNode,
    InterfaceTypeDefinitionNode,
    InterfaceTypeExtensionNode,
    ObjectTypeDefinitionNode,
    ObjectTypeExtensionNode,
    SchemaDefinitionNode,
    UnionTypeDefinitionNode,
    UnionTypeExtensionNode,
    parse,
    print_ast,
    value_from_ast_untyped,
)

from tests.conformance.compare_with_apollo.written_world import NotUsableError, WrittenSubgraph
from tests.harness.federated_subgraphs import Declared, Part
from tests.harness.federated_world import field_set

OBJECTS = (ObjectTypeDefinitionNode, ObjectTypeExtensionNode)
INTERFACES = (InterfaceTypeDefinitionNode, InterfaceTypeExtensionNode)
ENUMS = (EnumTypeDefinitionNode, EnumTypeExtensionNode)
UNIONS = (UnionTypeDefinitionNode, UnionTypeExtensionNode)
NOT_PLAYED = frozenset({"context", "fromContext", "authenticated", "requiresScopes", "policy"})
OF_THE_SUBGRAPH_SPECIFICATION = frozenset({"_entities", "_service"})


def read_subgraphs(texts: Mapping[str, str]) -> tuple[list[WrittenSubgraph], dict[tuple[str, str], str]]:
    """The subgraphs, and the field sets that fields are computed from."""
    subgraphs = [WrittenSubgraph(name, text=text) for name, text in texts.items()]
    requires: dict[tuple[str, str], str] = {}
    for subgraph in subgraphs:
        for definition in parse(subgraph.text).definitions:
            _refuse_unplayed(definition)
            if isinstance(definition, (*OBJECTS, *INTERFACES)):
                _read_fields(subgraph, definition, requires)
            elif isinstance(definition, UNIONS):
                part = subgraph.part(definition.name.value)
                part.members += tuple(each.name.value for each in definition.types or ())
            elif isinstance(definition, ENUMS):
                part = subgraph.part(definition.name.value)
                part.members += tuple(each.name.value for each in definition.values or ())
        for name, part in subgraph.parts.items():
            _keys_are_own(part)
            if any(each.requires for each in part.fields.values()) and not any(part.keys.values()):
                raise NotUsableError(f"{name} has computed fields in {subgraph.name}, and no key to ask for them")
    _apply_overrides(subgraphs)
    _refuse_two_sources(subgraphs, requires)
    return subgraphs, requires


def _refuse_unplayed(definition: Any) -> None:
    if isinstance(definition, SchemaDefinitionNode):
        for operation in definition.operation_types:
            if operation.type.name.value.lower() != operation.operation.value:
                raise NotUsableError(f"the root type is called {operation.type.name.value}")
    text = print_ast(definition)
    for name in NOT_PLAYED:
        if f"@{name}" in text and not text.startswith(("extend schema", "schema", "directive")):
            raise NotUsableError(f"@{name} is not played")


def _read_fields(subgraph: WrittenSubgraph, definition: Any, requires: dict[tuple[str, str], str]) -> None:
    name = definition.name.value
    part = subgraph.part(name)
    directives = _directives(definition.directives)
    for key in directives.get("key", ()):
        if "fields" not in key:
            raise NotUsableError("@key is a directive of the schema's own")
        part.keys[key["fields"]] = key.get("resolvable", True)
    part.interface_object |= "interfaceObject" in directives
    part.implements += [each.name.value for each in definition.interfaces or ()]
    for node in definition.fields or ():
        each = node.name.value
        if each in OF_THE_SUBGRAPH_SPECIFICATION:
            continue
        part.fields[each] = _declared(node, external="external" in directives)
        needed = _directives(node.directives).get("requires")
        if needed:
            if requires.setdefault((name, each), needed[0]["fields"]) != needed[0]["fields"]:
                raise NotUsableError(f"{name}.{each} is computed in two ways")
            if isinstance(definition, OBJECTS):
                part.fields[each].requires = True


def _declared(node: FieldDefinitionNode, *, external: bool) -> Declared:
    directives = _directives(node.directives)
    override = directives.get("override", [{}])[0]
    if "label" in override:
        raise NotUsableError("a progressive override is not played")
    provides = directives.get("provides", [{}])[0]
    return Declared(
        external=external or "external" in directives,
        provides=provides.get("fields"),
        override=override.get("from"),
        type=print_ast(node.type),
    )


def _directives(nodes: Iterable[DirectiveNode] | None) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for node in nodes or ():
        arguments = {each.name.value: value_from_ast_untyped(each.value) for each in node.arguments or ()}
        found.setdefault(node.name.value.removeprefix("federation__"), []).append(arguments)
    return found


def _keys_are_own(part: Part) -> None:
    """Key fields are known wherever the key is, though extensions in the old style call them external."""
    for key in part.keys:
        for selection in field_set(key).selections:
            if isinstance(selection, FieldNode):
                part.fields[selection.name.value].external = False


def _apply_overrides(subgraphs: list[WrittenSubgraph]) -> None:
    known = {subgraph.name: subgraph for subgraph in subgraphs}
    for subgraph in subgraphs:
        for name, part in subgraph.parts.items():
            for each, declared in part.fields.items():
                loser = known.get(declared.override or "")
                if loser is not None and name in loser.parts and each in loser.parts[name].fields:
                    loser.parts[name].fields[each].gone = True


def _refuse_two_sources(subgraphs: list[WrittenSubgraph], requires: Mapping[tuple[str, str], str]) -> None:
    for name, each in requires:
        parts = [subgraph.parts[name] for subgraph in subgraphs if name in subgraph.parts]
        declared = [part.fields[each] for part in parts if each in part.fields]
        if not any(part.interface_object for part in parts) and any(
            one.resolved and not one.requires for one in declared
        ):
            raise NotUsableError(f"{name}.{each} is computed here and stored there")
