"""Docstrings as GraphQL descriptions: what is written beside the code is what people read in the explorer."""

import inspect
from typing import Final

from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType, GraphQLSchema
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.field import StrawberryField

DESCRIBED: Final = (GraphQLObjectType, GraphQLInterfaceType, GraphQLInputObjectType, GraphQLEnumType)


def describe_by_docstrings(schema: GraphQLSchema) -> None:
    """Give every type and field without a description the docstring of its class or resolver."""
    for graphql_type in schema.type_map.values():
        if not isinstance(graphql_type, DESCRIBED):
            continue
        definition = graphql_type.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
        if definition is None:
            continue
        if graphql_type.description is None:
            graphql_type.description = _docstring(getattr(definition, "origin", None) or definition.wrapped_cls)
        if isinstance(graphql_type, GraphQLEnumType):
            continue
        for field in graphql_type.fields.values():
            source = field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
            if field.description is None and isinstance(source, StrawberryField) and source.base_resolver:
                field.description = _docstring(source.base_resolver.wrapped_func)


def _docstring(source: object) -> str | None:
    """Return the docstring written for the object itself: none inherited, none made up by `dataclass` or `Enum`."""
    text = vars(source).get("__doc__") if isinstance(source, type) else getattr(source, "__doc__", None)
    if not text or (isinstance(source, type) and text.startswith(f"{source.__name__}(")):
        return None
    return inspect.cleandoc(text)
