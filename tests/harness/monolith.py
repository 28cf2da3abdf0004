"""The reference: one executable schema over the subgraphs' own resolvers, without any gateway.

graphql-core executes the client's operation in one piece. Each field is resolved by the resolver of a subgraph that
owns it. When the parent object came from another subgraph, it is first asked of the owner by its key, as any gateway
must; what @requires names is resolved before that. No plan, no second operation, no JSON in between.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    ExecutionResult,
    FieldNode,
    GraphQLError,
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    SelectionSetNode,
    coerce_input_value,
    default_field_resolver,
    execute,
    get_named_type,
    is_leaf_type,
    parse,
    validate,
)

from tests.harness.client_schema import ClientSchema


@dataclass(frozen=True, slots=True)
class Held:
    """An object of the graph: which subgraph's resolvers understand it, and how it looks to the others."""

    subgraph: str
    type: GraphQLObjectType
    source: Any
    elsewhere: dict[tuple[str, str], asyncio.Future[Any]] = field(default_factory=dict)


class Monolith:
    """Executes operations over the merged schema; `contexts` of a request are the subgraphs' own."""

    def __init__(self, client_schema: ClientSchema, subgraphs: Mapping[str, GraphQLSchema]) -> None:
        self._client_schema = client_schema
        self._subgraphs = subgraphs

    async def execute(
        self,
        query: str,
        variables: dict[str, Any] | None = None,
        *,
        operation_name: str | None = None,
        contexts: Mapping[str, object],
    ) -> ExecutionResult:
        """Answers as graphql-core does, validation errors included."""
        schema = self._client_schema.schema
        try:
            document = parse(query)
        except GraphQLError as error:
            return ExecutionResult(data=None, errors=[error])
        errors = validate(schema, document)
        if errors:
            return ExecutionResult(data=None, errors=errors)
        result = execute(
            schema,
            document,
            variable_values=variables,
            operation_name=operation_name,
            context_value=contexts,
            field_resolver=self._resolve,
        )
        return await result if inspect.isawaitable(result) else result

    async def _resolve(self, held: Held | None, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
        return await self._field(held, info.parent_type.name, info.field_name, arguments, info)

    async def _field(
        self, held: Held | None, type_name: str, name: str, arguments: Mapping[str, Any], info: GraphQLResolveInfo[Any]
    ) -> Any:
        """The field's value, objects wrapped as `Held` and leaves as JSON."""
        owners = self._client_schema.owners[type_name, name]
        owner = held.subgraph if held is not None and held.subgraph in owners.subgraphs else owners.subgraphs[0]
        requires = owners.requires.get(owner)
        source = None if held is None else held.source
        if held is not None and (owner != held.subgraph or requires is not None):
            source = await self._as_seen_by(owner, held, name if requires else "", requires, info)
            if source is None:
                return None
        definition = self._type(owner, type_name).fields[name]
        value = await self._call(owner, type_name, definition, source, arguments=arguments, info=info)
        return wrap(owner, definition.type, value)

    async def _as_seen_by(
        self,
        owner: str,
        held: Held,
        for_field: str,
        requires: SelectionSetNode | None,
        info: GraphQLResolveInfo[Any],
    ) -> Any:
        """The object that `owner` makes of this one's key, asked once for each object and requirement."""
        seen = held.elsewhere.get((owner, for_field))
        if seen is None:
            seen = asyncio.ensure_future(self._refer(owner, held, requires, info))
            held.elsewhere[owner, for_field] = seen
        return await seen

    async def _refer(
        self, owner: str, held: Held, requires: SelectionSetNode | None, info: GraphQLResolveInfo[Any]
    ) -> Any:
        key = self._client_schema.keys[held.type.name]
        representation = {"__typename": held.type.name, key: await self._field(held, held.type.name, key, {}, info)}
        if requires is not None:
            representation.update(await self._select(held, requires, info))
        entities = self._type(owner, "Query").fields["_entities"]
        arguments = {"representations": [representation]}
        answers = await self._call(owner, "Query", entities, None, arguments=arguments, info=info)
        answer = await answers[0] if inspect.isawaitable(answers[0]) else answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def _select(self, held: Held, selection: SelectionSetNode, info: GraphQLResolveInfo[Any]) -> dict[str, Any]:
        """The JSON of a selection without arguments, such as @requires writes it."""
        result = {}
        for node in selection.selections:
            assert isinstance(node, FieldNode)
            value = await self._field(held, held.type.name, node.name.value, {}, info)
            if node.selection_set is not None and value is not None:
                value = await self._select(value, node.selection_set, info)
            result[node.name.value] = value
        return result

    async def _call(
        self,
        owner: str,
        type_name: str,
        definition: GraphQLField,
        source: object,
        *,
        arguments: Mapping[str, Any],
        info: GraphQLResolveInfo[Any],
    ) -> Any:
        """Calls the owner's resolver as the owner's own execution would."""
        own_info = info._replace(
            schema=self._subgraphs[owner],
            context=info.context[owner],
            parent_type=self._type(owner, type_name),
            return_type=definition.type,
        )
        own_arguments = {}
        for name, argument in definition.args.items():
            if name in arguments:
                own_arguments[argument.out_name or name] = coerce_input_value(arguments[name], argument.type)
        resolve = definition.resolve or default_field_resolver
        value = resolve(source, own_info, **own_arguments)
        return await value if inspect.isawaitable(value) else value

    def _type(self, subgraph: str, name: str) -> GraphQLObjectType:
        found = self._subgraphs[subgraph].get_type(name)
        assert isinstance(found, GraphQLObjectType)
        return found


def wrap(subgraph: str, type_: object, value: Any) -> Any:
    """Marks every object in a resolver's result with its subgraph; serialises leaves with that subgraph's types."""
    if isinstance(type_, GraphQLNonNull):
        return wrap(subgraph, type_.of_type, value)
    if value is None or isinstance(value, Exception):
        return value
    if isinstance(type_, GraphQLList):
        return [wrap(subgraph, type_.of_type, item) for item in value]
    named = get_named_type(type_)  # type: ignore[call-overload]
    if is_leaf_type(named):
        return named.serialize(value)
    assert isinstance(named, GraphQLObjectType)
    return Held(subgraph, named, value)
