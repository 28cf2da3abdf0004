"""Access to fields, the naive way: every field of the full answer is looked at by itself.

One schema answers the operation. Each resolver first finds out from the document whether some mention of its field is
for the client: a mention is not where the field, its static type, what it returns or a fragment around it demands
something that the client does not meet, and a field of which nothing is left below is not either. Then it raises, and
graphql-core does the rest. Nothing here is shared with the gateway but the wording of the demands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    InlineFragmentNode,
    NamedTypeNode,
    NameNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    build_schema,
    execute_sync,
    extend_schema,
    get_named_type,
    is_abstract_type,
    parse,
    print_schema,
    value_from_ast_untyped,
)

from tests.harness.federated_world import Node, World

REFUSED_TYPENAME = "refusedTypename"
Place = tuple[str, str | None]
"""A type, or a field of it."""


@dataclass(frozen=True)
class Demand:
    """What one directive demands; `names` are alternatives for scopes and policies."""

    directive: str
    names: tuple[tuple[str, ...], ...] = ()

    def __str__(self) -> str:
        if not self.names:
            return f"@{self.directive}"
        argument = "scopes" if self.directive == "requiresScopes" else "policies"
        lists = ", ".join("[" + ", ".join(f'"{name}"' for name in each) + "]" for each in self.names)
        return f"@{self.directive}({argument}: [{lists}])"


@dataclass(frozen=True)
class Client:
    """Who asks, and which policies hold for it."""

    authenticated: bool
    scopes: frozenset[str]
    policies: frozenset[str]

    def meets(self, demand: Demand) -> bool:
        if demand.directive == "authenticated":
            return self.authenticated
        had = self.scopes if demand.directive == "requiresScopes" else self.policies
        return any(set(names) <= had for names in demand.names)


class AccessReference:
    """Which places of a schema a client may see, and what it gets to see of an operation."""

    def __init__(self, schema: GraphQLSchema, demands: Mapping[Place, list[Demand]], client: Client) -> None:
        self.schema = schema
        self._demands = demands
        self._client = client

    def allows_type(self, name: str) -> bool:
        return all(self._meets(each, None) for each in (name, *self._implementations(name)))

    def allows_field(self, type_name: str, name: str) -> bool:
        returned = get_named_type(self.schema.type_map[type_name].fields[name].type).name  # type: ignore[attr-defined]
        return (
            self.allows_type(type_name)
            and self.allows_type(returned)
            and all(self._meets(each, name) for each in (type_name, *self._implementations(type_name)))
        )

    def _implementations(self, name: str) -> list[str]:
        named = self.schema.type_map[name]
        if not isinstance(named, GraphQLInterfaceType):
            return []
        return [each.name for each in self.schema.get_possible_types(named)]

    def _meets(self, type_name: str, field: str | None) -> bool:
        return all(self._client.meets(demand) for demand in self._demands.get((type_name, field), ()))

    def answer(self, world: World, query: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        """What the client gets."""
        document = _Expansion(self, parse(query), variables)

        def resolve(source: Node | None, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
            if not any(id(node) in document.visible for node in info.field_nodes):
                raise GraphQLError("not for this client")
            if info.field_name == REFUSED_TYPENAME:
                return info.parent_type.name
            return world.value(source or Node("Query", ""), info.field_name, arguments)

        return execute_sync(
            _with_refused_typename(self.schema),
            document.document,
            variable_values=dict(variables),
            field_resolver=resolve,
            type_resolver=lambda node, *_: node.type,
        ).formatted  # type: ignore[return-value]


class _Expansion:
    """The document without named fragments, so that every mention is a node of its own; `visible` are the mentions
    that are for the client, by identity. A `__typename` that is not becomes a field that can be refused.
    """

    def __init__(self, reference: AccessReference, document: DocumentNode, variables: Mapping[str, Any]) -> None:
        self._reference = reference
        self._schema = reference.schema
        self._variables = dict(variables)
        self._fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
        self.visible: set[int] = set()
        (operation,) = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
        root = self._schema.get_root_type(operation.operation)
        assert root is not None
        visible = reference.allows_type(root.name)
        expanded = self._expand(operation.selection_set, root.name, self._possible(root.name), visible=visible)
        self.document = DocumentNode(definitions=(replace(operation, selection_set=expanded),))

    def _possible(self, name: str) -> frozenset[str]:
        named = self._schema.type_map[name]
        if is_abstract_type(named):
            return frozenset(each.name for each in self._schema.get_possible_types(named))
        return frozenset((name,))

    def _expand(
        self, selections: SelectionSetNode, type_name: str, possible: frozenset[str], *, visible: bool
    ) -> SelectionSetNode:
        expanded: list[SelectionNode] = []
        for node in selections.selections:
            if isinstance(node, FieldNode):
                expanded.extend(self._expand_field(node, type_name, possible, visible=visible))
                continue
            if isinstance(node, FragmentSpreadNode):
                fragment = self._fragments[node.name.value]
                condition, inner = fragment.type_condition.name.value, fragment.selection_set
            else:
                assert isinstance(node, InlineFragmentNode)
                condition = node.type_condition.name.value if node.type_condition else type_name
                inner = node.selection_set
            narrowed = possible & self._possible(condition)
            inside = visible and self._reference.allows_type(condition)
            expanded.append(_fragment_on(condition, self._expand(inner, condition, narrowed, visible=inside), node))
        return SelectionSetNode(selections=tuple(expanded))

    def _expand_field(
        self, node: FieldNode, type_name: str, possible: frozenset[str], *, visible: bool
    ) -> Iterator[SelectionNode]:
        if node.name.value == "__typename":
            if visible:
                own = replace(node)
                self.visible.add(id(own))
                yield own
                return
            for name in sorted(possible):  # a union has no fields
                alias = node.alias or NameNode(value="__typename")
                refused = replace(node, alias=alias, name=NameNode(value=REFUSED_TYPENAME))
                yield _fragment_on(name, SelectionSetNode(selections=(refused,)), None)
            return
        allowed = visible and self._reference.allows_field(type_name, node.name.value)
        selections = node.selection_set
        if selections is not None:
            below = get_named_type(self._schema.type_map[type_name].fields[node.name.value].type).name  # type: ignore[attr-defined]
            selections = self._expand(selections, below, self._possible(below), visible=allowed)
            allowed = allowed and self._something_is_left(selections, below)
        own = replace(node, selection_set=selections)
        if allowed:
            self.visible.add(id(own))
        yield own

    def _something_is_left(self, selections: SelectionSetNode, type_name: str) -> bool:
        mentions = list(self._mentions(selections, self._possible(type_name)))
        return not mentions or any(id(node) in self.visible for node in mentions)

    def _mentions(self, selections: SelectionSetNode, possible: frozenset[str]) -> Iterator[FieldNode]:
        """The fields of one level that `@skip`, `@include` and types do not leave out."""
        for node in selections.selections:
            if not self._included(node):
                continue
            if isinstance(node, FieldNode):
                yield node
            else:
                assert isinstance(node, InlineFragmentNode)
                assert node.type_condition is not None
                if narrowed := possible & self._possible(node.type_condition.name.value):
                    yield from self._mentions(node.selection_set, narrowed)

    def _included(self, node: SelectionNode) -> bool:
        for directive in node.directives or ():
            (condition,) = directive.arguments or ()
            if value_from_ast_untyped(condition.value, self._variables) == (directive.name.value == "skip"):
                return False
        return True


def _fragment_on(condition: str, selections: SelectionSetNode, like: SelectionNode | None) -> InlineFragmentNode:
    return InlineFragmentNode(
        type_condition=NamedTypeNode(name=NameNode(value=condition)),
        directives=like.directives if like is not None else (),
        selection_set=selections,
    )


def _with_refused_typename(schema: GraphQLSchema) -> GraphQLSchema:
    objects = [t.name for t in schema.type_map.values() if isinstance(t, GraphQLObjectType) and t.name[:2] != "__"]
    extensions = "\n".join(f"extend type {name} {{ {REFUSED_TYPENAME}: String! }}" for name in objects)
    return extend_schema(build_schema(print_schema(schema)), parse(extensions))
