"""The two executable schemas inside a supergraph: the whole, and what clients may see.

Join and link metadata are stripped from both; `@inaccessible` elements from the second (Federation
specification, `@inaccessible`). Directive definitions stay only when they are executable, as clients
may use them.
"""

from typing import Any

from graphql import (
    DefinitionNode,
    DirectiveDefinitionNode,
    DirectiveNode,
    DocumentNode,
    EnumTypeDefinitionNode,
    FieldDefinitionNode,
    GraphQLSchema,
    InputObjectTypeDefinitionNode,
    InputValueDefinitionNode,
    InterfaceTypeDefinitionNode,
    ObjectTypeDefinitionNode,
    OperationTypeDefinitionNode,
    SchemaDefinitionNode,
    TypeDefinitionNode,
    UnionTypeDefinitionNode,
    Visitor,
    VisitorAction,
    build_ast_schema,
    parse,
    visit,
)
from graphql.language import REMOVE

_KEPT_DIRECTIVES = frozenset({"deprecated", "specifiedBy", "oneOf"})
_EXECUTABLE_LOCATIONS = frozenset(
    {"QUERY", "MUTATION", "SUBSCRIPTION", "FIELD", "FRAGMENT_SPREAD", "INLINE_FRAGMENT", "VARIABLE_DEFINITION"}
)
_DEFER = "directive @defer(if: Boolean! = true, label: String) on FRAGMENT_SPREAD | INLINE_FRAGMENT"


def build_schemas(document: DocumentNode) -> tuple[GraphQLSchema, GraphQLSchema]:
    """(planner's schema, client's schema) of a parsed supergraph."""
    whole = visit(document, _StripMetadata(hide=frozenset()))
    hidden = frozenset(
        definition.name.value
        for definition in document.definitions
        if isinstance(definition, TypeDefinitionNode) and _is_inaccessible(definition)
    )
    visible = _without_empty_types(visit(document, _StripMetadata(hide=hidden, hide_elements=True)))
    executable = DocumentNode(definitions=(*visible.definitions, *_missing_directives(visible)))
    return (
        build_ast_schema(whole, assume_valid=True),
        build_ast_schema(executable, assume_valid=True),
    )


def _missing_directives(document: DocumentNode) -> tuple[DefinitionNode, ...]:
    """Executable directives that the gateway itself implements, unless the supergraph declares them."""
    declared = {d.name.value for d in document.definitions if isinstance(d, DirectiveDefinitionNode)}
    return () if "defer" in declared else parse(_DEFER, no_location=True).definitions


def _is_inaccessible(node: Any) -> bool:
    return any(directive.name.value == "inaccessible" for directive in node.directives or ())


def _is_metadata_name(name: str) -> bool:
    return "__" in name


class _StripMetadata(Visitor):
    def __init__(self, hide: frozenset[str], *, hide_elements: bool = False) -> None:
        super().__init__()
        self.hide = hide
        self.hide_elements = hide_elements

    def _definition(self, node: Any, *_: Any) -> VisitorAction:
        name = node.name.value
        if _is_metadata_name(name) or name in self.hide:
            return REMOVE
        return None

    enter_object_type_definition = _definition
    enter_interface_type_definition = _definition
    enter_union_type_definition = _definition
    enter_enum_type_definition = _definition
    enter_scalar_type_definition = _definition
    enter_input_object_type_definition = _definition

    def enter_directive_definition(self, node: DirectiveDefinitionNode, *_: Any) -> VisitorAction:
        locations = {location.value for location in node.locations}
        if _is_metadata_name(node.name.value) or not locations & _EXECUTABLE_LOCATIONS:
            return REMOVE
        return None

    def enter_directive(self, node: DirectiveNode, *_: Any) -> VisitorAction:
        return None if node.name.value in _KEPT_DIRECTIVES else REMOVE

    def enter_operation_type_definition(self, node: OperationTypeDefinitionNode, *_: Any) -> VisitorAction:
        return REMOVE if node.type.name.value in self.hide else None

    def _element(self, node: Any, *_: Any) -> VisitorAction:
        return REMOVE if self.hide_elements and _is_inaccessible(node) else None

    enter_field_definition = _element
    enter_input_value_definition = _element
    enter_enum_value_definition = _element

    def enter_named_type(self, node: Any, _key: Any, parent: Any, *_: Any) -> VisitorAction:
        """Interfaces and union members stand in lists, from which a hidden type can be dropped."""
        if isinstance(parent, tuple | list) and node.name.value in self.hide:
            return REMOVE
        return None


def _without_empty_types(document: DocumentNode) -> DocumentNode:
    """A type that lost every member is gone too, as are the fields and members that name it."""
    while True:
        empty = frozenset(
            definition.name.value
            for definition in document.definitions
            if isinstance(definition, TypeDefinitionNode) and _lost_every_member(definition)
        )
        if not empty:
            return document
        document = visit(document, _DropTypes(empty))


def _lost_every_member(definition: Any) -> bool:
    match definition:
        case ObjectTypeDefinitionNode() | InterfaceTypeDefinitionNode() | InputObjectTypeDefinitionNode():
            return not definition.fields
        case UnionTypeDefinitionNode():
            return not definition.types
        case EnumTypeDefinitionNode():
            return not definition.values
        case _:
            return False


class _DropTypes(Visitor):
    def __init__(self, names: frozenset[str]) -> None:
        super().__init__()
        self.names = names

    def enter(self, node: Any, _key: Any, parent: Any, *_: Any) -> VisitorAction:
        match node:
            case FieldDefinitionNode() | InputValueDefinitionNode() | OperationTypeDefinitionNode():
                inner: Any = node.type
                while not hasattr(inner, "name"):
                    inner = inner.type
                return REMOVE if inner.name.value in self.names else None
            case SchemaDefinitionNode():
                return None
            case TypeDefinitionNode():
                return REMOVE if node.name.value in self.names else None
            case _ if isinstance(parent, tuple | list) and type(node).__name__ == "NamedTypeNode":
                return REMOVE if node.name.value in self.names else None
            case _:
                return None
