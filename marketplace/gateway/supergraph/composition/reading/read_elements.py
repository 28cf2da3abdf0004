"""Translate a normalized subgraph document into elements, folding extensions into the types they extend."""

from collections.abc import Iterable

from graphql import (
    DirectiveDefinitionNode,
    DirectiveNode,
    DocumentNode,
    EnumTypeDefinitionNode,
    EnumTypeExtensionNode,
    FieldDefinitionNode,
    InputObjectTypeDefinitionNode,
    InputObjectTypeExtensionNode,
    InputValueDefinitionNode,
    InterfaceTypeDefinitionNode,
    InterfaceTypeExtensionNode,
    Node,
    ObjectTypeDefinitionNode,
    ObjectTypeExtensionNode,
    ScalarTypeDefinitionNode,
    ScalarTypeExtensionNode,
    SchemaDefinitionNode,
    SchemaExtensionNode,
    StringValueNode,
    TypeDefinitionNode,
    TypeExtensionNode,
    UnionTypeDefinitionNode,
    UnionTypeExtensionNode,
)

from marketplace.gateway.supergraph.composition.federation.directives import FederationDirective
from marketplace.gateway.supergraph.composition.federation.links import Links
from marketplace.gateway.supergraph.composition.results import SourcePosition
from marketplace.gateway.supergraph.composition.schema.elements import (
    AppliedDirective,
    DirectiveDefinition,
    Element,
    FieldElement,
    InputElement,
    Schema,
    TypeElement,
    TypeKind,
)
from marketplace.gateway.supergraph.composition.schema.type_refs import read_type_ref

_FieldsNode = (
    ObjectTypeDefinitionNode | ObjectTypeExtensionNode | InterfaceTypeDefinitionNode | InterfaceTypeExtensionNode
)

# These two speak of the fields of the block they stand on, not of the type as a whole.
_PER_BLOCK = (FederationDirective.SHAREABLE, FederationDirective.EXTERNAL)


class ElementReader:
    """Reads the document of one subgraph into a schema; the document must have passed the GraphQL rules."""

    def __init__(self, subgraph_name: str, links: Links) -> None:
        self._subgraph_name = subgraph_name
        self._links = links

    def read_into(self, schema: Schema, document: DocumentNode) -> None:
        """Add everything that the document defines to the schema."""
        for node in document.definitions:
            match node:
                case SchemaDefinitionNode() | SchemaExtensionNode():
                    schema.applied.extend(self._directives(node.directives))
                case DirectiveDefinitionNode():
                    schema.directives[node.name.value] = self._directive_definition(node)
                case TypeDefinitionNode() | TypeExtensionNode():
                    self._read_type(schema, node)

    def position(self, node: Node) -> SourcePosition | None:
        """Say where a node stands in the subgraph's text."""
        if node.loc is None:
            return None
        token = node.loc.start_token
        return SourcePosition(self._subgraph_name, token.line, token.column)

    def _read_type(self, schema: Schema, node: TypeDefinitionNode | TypeExtensionNode) -> None:
        definition = schema.types.get(node.name.value)
        if definition is None:
            definition = TypeElement(name=node.name.value, kind=_kind(node), position=self.position(node))
            schema.types[definition.name] = definition
        if isinstance(node, TypeDefinitionNode):
            definition.position = self.position(node)
            definition.description = _description(node.description)
        directives = self._directives(node.directives)
        definition.directives.extend(each for each in directives if each.federation not in _PER_BLOCK)
        for_fields = (
            [] if self._links.is_federation_1 else [each for each in directives if each.federation in _PER_BLOCK]
        )
        match node:
            case (
                ObjectTypeDefinitionNode()
                | ObjectTypeExtensionNode()
                | InterfaceTypeDefinitionNode()
                | InterfaceTypeExtensionNode()
            ):
                self._read_fields(definition, node, for_fields)
            case InputObjectTypeDefinitionNode() | InputObjectTypeExtensionNode():
                definition.input_fields |= self._inputs(node.fields)
            case UnionTypeDefinitionNode() | UnionTypeExtensionNode():
                definition.members.extend(member.name.value for member in node.types or ())
            case EnumTypeDefinitionNode() | EnumTypeExtensionNode():
                for value in node.values or ():
                    definition.values[value.name.value] = Element(
                        name=value.name.value,
                        description=_description(value.description),
                        directives=self._directives(value.directives),
                        position=self.position(value),
                    )

    def _read_fields(self, definition: TypeElement, node: _FieldsNode, for_fields: list[AppliedDirective]) -> None:
        definition.interfaces.extend(interface.name.value for interface in node.interfaces or ())
        for field in node.fields or ():
            read = self._field(field)
            read.directives.extend(each for each in for_fields if not (each.federation and read.has(each.federation)))
            definition.fields[read.name] = read

    def _field(self, node: FieldDefinitionNode) -> FieldElement:
        return FieldElement(
            name=node.name.value,
            description=_description(node.description),
            directives=self._directives(node.directives),
            position=self.position(node),
            type=read_type_ref(node.type),
            arguments=self._inputs(node.arguments),
        )

    def _inputs(self, nodes: Iterable[InputValueDefinitionNode] | None) -> dict[str, InputElement]:
        return {
            node.name.value: InputElement(
                name=node.name.value,
                description=_description(node.description),
                directives=self._directives(node.directives),
                position=self.position(node),
                type=read_type_ref(node.type),
                default=node.default_value,
            )
            for node in nodes or ()
        }

    def _directives(self, nodes: Iterable[DirectiveNode] | None) -> list[AppliedDirective]:
        return [
            AppliedDirective(
                name=node.name.value,
                arguments={argument.name.value: argument.value for argument in node.arguments or ()},
                federation=self._links.federation_directive(node.name.value),
                position=self.position(node),
            )
            for node in nodes or ()
        ]

    def _directive_definition(self, node: DirectiveDefinitionNode) -> DirectiveDefinition:
        return DirectiveDefinition(
            name=node.name.value,
            description=_description(node.description),
            position=self.position(node),
            arguments=self._inputs(node.arguments),
            locations=[location.value for location in node.locations],
            repeatable=node.repeatable,
        )


def _description(node: StringValueNode | None) -> str | None:
    return node.value if node else None


def _kind(node: TypeDefinitionNode | TypeExtensionNode) -> TypeKind:
    match node:
        case ScalarTypeDefinitionNode() | ScalarTypeExtensionNode():
            return TypeKind.SCALAR
        case ObjectTypeDefinitionNode() | ObjectTypeExtensionNode():
            return TypeKind.OBJECT
        case InterfaceTypeDefinitionNode() | InterfaceTypeExtensionNode():
            return TypeKind.INTERFACE
        case UnionTypeDefinitionNode() | UnionTypeExtensionNode():
            return TypeKind.UNION
        case EnumTypeDefinitionNode() | EnumTypeExtensionNode():
            return TypeKind.ENUM
    return TypeKind.INPUT_OBJECT
