"""Bring a subgraph document to one form: default root names, no federation machinery, no extension without a base."""

from collections.abc import Iterator
from dataclasses import replace

from graphql import (
    DefinitionNode,
    DirectiveDefinitionNode,
    DocumentNode,
    NamedTypeNode,
    NameNode,
    ObjectTypeDefinitionNode,
    ObjectTypeExtensionNode,
    SchemaDefinitionNode,
    SchemaExtensionNode,
    TypeDefinitionNode,
    TypeExtensionNode,
    Visitor,
    visit,
)
from graphql.language import ast

from marketplace.gateway.supergraph.composition.codes import ErrorCode
from marketplace.gateway.supergraph.composition.federation.links import Links

_MACHINERY_FIELDS = frozenset({"_entities", "_service"})

_DEFINITION_OF_EXTENSION: dict[type[TypeExtensionNode], type[TypeDefinitionNode]] = {
    ast.ScalarTypeExtensionNode: ast.ScalarTypeDefinitionNode,
    ast.ObjectTypeExtensionNode: ast.ObjectTypeDefinitionNode,
    ast.InterfaceTypeExtensionNode: ast.InterfaceTypeDefinitionNode,
    ast.UnionTypeExtensionNode: ast.UnionTypeDefinitionNode,
    ast.EnumTypeExtensionNode: ast.EnumTypeDefinitionNode,
    ast.InputObjectTypeExtensionNode: ast.InputObjectTypeDefinitionNode,
}


class RootTypeNameTakenError(ValueError):
    """A type other than the root type bears the root type's default name, which it has in the supergraph."""

    def __init__(self, operation: str, root: str) -> None:
        default = operation.capitalize()
        super().__init__(
            f'The schema has a type named "{default}" but it is not set as the {operation} root type'
            f' ("{root}" is instead): this is not supported by federation. If a root type does not use its default'
            " name, there should be no other type with that default name."
        )
        self.code = ErrorCode[f"ROOT_{operation.upper()}_USED"]


def normalize_document(document: DocumentNode, links: Links) -> DocumentNode:
    """Return the subgraph's own definitions in their one form; raises RootTypeNameTakenError."""
    renamed = _rename_root_types(document)
    own = [node for node in map(_without_machinery, renamed.definitions) if node and not _is_machinery(node, links)]
    return replace(renamed, definitions=tuple(_define_orphans(own)))


def extended_type_names(document: DocumentNode) -> set[str]:
    """Return the types which a document extends without defining them."""
    defined = {node.name.value for node in document.definitions if isinstance(node, TypeDefinitionNode)}
    return {node.name.value for node in document.definitions if isinstance(node, TypeExtensionNode)} - defined


class _RenameTypes(Visitor):
    """Renames types where they are defined and wherever they are referred to."""

    def __init__(self, names: dict[str, str]) -> None:
        super().__init__()
        self._names = names

    def enter_named_type(self, node: NamedTypeNode, *_: object) -> NamedTypeNode | None:
        return replace(node, name=self._renamed(node.name)) if node.name.value in self._names else None

    def enter_object_type_definition(
        self, node: ObjectTypeDefinitionNode, *_: object
    ) -> ObjectTypeDefinitionNode | None:
        return replace(node, name=self._renamed(node.name)) if node.name.value in self._names else None

    def enter_object_type_extension(self, node: ObjectTypeExtensionNode, *_: object) -> ObjectTypeExtensionNode | None:
        return replace(node, name=self._renamed(node.name)) if node.name.value in self._names else None

    def _renamed(self, name: NameNode) -> NameNode:
        return replace(name, value=self._names[name.value])


def _rename_root_types(document: DocumentNode) -> DocumentNode:
    names = {root: operation.capitalize() for operation, root in _declared_roots(document)}
    changed = {root: default for root, default in names.items() if root != default}
    if not changed:
        return document
    taken = {node.name.value for node in document.definitions if isinstance(node, TypeDefinitionNode)}
    for root, default in changed.items():
        if default in taken:
            raise RootTypeNameTakenError(default.lower(), root)
    renamed: DocumentNode = visit(document, _RenameTypes(changed))
    return renamed


def _declared_roots(document: DocumentNode) -> Iterator[tuple[str, str]]:
    for node in document.definitions:
        if isinstance(node, SchemaDefinitionNode | SchemaExtensionNode):
            for operation in node.operation_types or ():
                yield operation.operation.value, operation.type.name.value


def _without_machinery(node: DefinitionNode) -> DefinitionNode | None:
    """Drop `_entities` and `_service`, and a Query which had nothing else."""
    if not isinstance(node, ObjectTypeDefinitionNode | ObjectTypeExtensionNode) or node.name.value != "Query":
        return node
    written = node.fields or ()
    fields = tuple(field for field in written if field.name.value not in _MACHINERY_FIELDS)
    if len(fields) == len(written):
        return node
    return replace(node, fields=fields) if fields or node.directives or node.interfaces else None


def _is_machinery(node: DefinitionNode, links: Links) -> bool:
    if isinstance(node, DirectiveDefinitionNode):
        return node.name.value in links.directive_names
    return isinstance(node, TypeDefinitionNode | TypeExtensionNode) and links.owns_type(node.name.value)


def _define_orphans(definitions: list[DefinitionNode]) -> Iterator[DefinitionNode]:
    """Turn the first extension of a type without a definition into that definition."""
    defined = {node.name.value for node in definitions if isinstance(node, TypeDefinitionNode)}
    for node in definitions:
        if isinstance(node, TypeExtensionNode) and node.name.value not in defined:
            defined.add(node.name.value)
            kept = {key: getattr(node, key) for key in node.keys}
            yield _DEFINITION_OF_EXTENSION[type(node)](**kept)
        else:
            yield node
