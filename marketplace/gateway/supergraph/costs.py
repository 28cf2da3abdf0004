"""Reads what a supergraph says of costs: `@cost` and `@listSize`, under whatever names it links them.

Source: https://specs.apollo.dev/cost/v0.1, and IBM's "GraphQL Cost Directives" whose terms are used here.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    ConstDirectiveNode,
    DocumentNode,
    EnumTypeDefinitionNode,
    FieldDefinitionNode,
    InputObjectTypeDefinitionNode,
    InterfaceTypeDefinitionNode,
    ObjectTypeDefinitionNode,
    ScalarTypeDefinitionNode,
    SchemaDefinitionNode,
    SchemaExtensionNode,
    value_from_ast_untyped,
)

SPECIFICATION = "https://specs.apollo.dev/cost/"
FEATURE = "cost"
COST = "cost"
LIST_SIZE = "listSize"


@dataclass(frozen=True, slots=True)
class ListSize:
    """How long the lists of one field get. The size is the greatest of the `slicing_arguments` that are given, else
    `assumed_size`. With `sized_fields` it is the size of these fields of the returned object, not of the field itself.
    `require_one` says that exactly one slicing argument has to be given.
    """

    assumed_size: int | None = None
    slicing_arguments: tuple[str, ...] = ()
    sized_fields: frozenset[str] = frozenset()
    require_one: bool = False


@dataclass(frozen=True, slots=True)
class CostDirectives:
    """What the schema's authors say of costs. Fields, input fields and arguments are found by their type's name,
    their own, and (arguments) the argument's.
    """

    types: Mapping[str, int] = field(default_factory=dict)
    fields: Mapping[tuple[str, str], int] = field(default_factory=dict)
    arguments: Mapping[tuple[str, str], Mapping[str, int]] = field(default_factory=dict)
    input_fields: Mapping[tuple[str, str], int] = field(default_factory=dict)
    list_sizes: Mapping[tuple[str, str], ListSize] = field(default_factory=dict)


def read_costs(document: DocumentNode) -> CostDirectives:
    """Of a parsed supergraph. One that does not link the specification has none, whatever its directives are called."""
    names = _linked_names(document)
    return _Reader(*names).read(document) if names else CostDirectives()


def _linked_names(document: DocumentNode) -> tuple[str, str] | None:
    """The names of `@cost` and `@listSize` in this document: https://specs.apollo.dev/link/v1.0, "Name Conventions"."""
    for link in _links(document):
        if not str(link.get("url", "")).startswith(SPECIFICATION):
            continue
        namespace = link.get("as") or FEATURE
        imported = {}
        for each in link.get("import") or ():
            name, local = (each["name"], each.get("as") or each["name"]) if isinstance(each, dict) else (each, each)
            imported[name.removeprefix("@")] = local.removeprefix("@")
        return imported.get(COST, namespace), imported.get(LIST_SIZE, f"{namespace}__{LIST_SIZE}")
    return None


def _links(document: DocumentNode) -> Iterator[dict[str, Any]]:
    for definition in document.definitions:
        if isinstance(definition, SchemaDefinitionNode | SchemaExtensionNode):
            for directive in definition.directives or ():
                if directive.name.value == "link":
                    yield _arguments(directive)


class _Reader:
    def __init__(self, cost: str, list_size: str) -> None:
        self._cost = cost
        self._list_size = list_size
        self._types: dict[str, int] = {}
        self._fields: dict[tuple[str, str], int] = {}
        self._arguments: dict[tuple[str, str], dict[str, int]] = {}
        self._input_fields: dict[tuple[str, str], int] = {}
        self._list_sizes: dict[tuple[str, str], ListSize] = {}

    def read(self, document: DocumentNode) -> CostDirectives:
        for definition in document.definitions:
            match definition:
                case ObjectTypeDefinitionNode() | InterfaceTypeDefinitionNode():
                    self._weigh(self._types, definition.name.value, definition.directives)
                    for each in definition.fields or ():
                        self._read_field((definition.name.value, each.name.value), each)
                case ScalarTypeDefinitionNode() | EnumTypeDefinitionNode():
                    self._weigh(self._types, definition.name.value, definition.directives)
                case InputObjectTypeDefinitionNode():
                    for given in definition.fields or ():
                        self._weigh(self._input_fields, (definition.name.value, given.name.value), given.directives)
        return CostDirectives(self._types, self._fields, self._arguments, self._input_fields, self._list_sizes)

    def _read_field(self, coordinate: tuple[str, str], definition: FieldDefinitionNode) -> None:
        self._weigh(self._fields, coordinate, definition.directives)
        for argument in definition.arguments or ():
            weights: dict[str, int] = {}
            self._weigh(weights, argument.name.value, argument.directives)
            if weights:
                self._arguments.setdefault(coordinate, {}).update(weights)
        for use in _applied(definition.directives, self._list_size):
            slicing = tuple(use.get("slicingArguments") or ())
            self._list_sizes[coordinate] = ListSize(
                assumed_size=use.get("assumedSize"),
                slicing_arguments=slicing,
                sized_fields=frozenset(use.get("sizedFields") or ()),
                require_one=bool(slicing) and use.get("requireOneSlicingArgument", True) is True,
            )

    def _weigh(self, into: dict[Any, int], key: Any, directives: Iterable[ConstDirectiveNode] | None) -> None:
        for use in _applied(directives, self._cost):
            weight = use.get("weight")
            if isinstance(weight, int):
                into[key] = max(weight, 0)


def _applied(directives: Iterable[ConstDirectiveNode] | None, name: str) -> Iterator[dict[str, Any]]:
    for directive in directives or ():
        if directive.name.value == name:
            yield _arguments(directive)


def _arguments(directive: ConstDirectiveNode) -> dict[str, Any]:
    return {argument.name.value: value_from_ast_untyped(argument.value) for argument in directive.arguments or ()}
