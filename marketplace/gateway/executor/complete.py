"""From the working tree to `data`: CompleteValue of the GraphQL specification, section 6.4.3.

Values are checked against the client's schema, keys put in the client's order, and a null where none
may be moves up to the nearest field that allows it. A field that was never fetched (its entity is
unknown, or its fetch failed and was reported) is null without a further error; so is an object whose type
was never learned, when what the client selected depends on it.
"""

from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLOutputType,
    is_specified_scalar_type,
)

from marketplace.gateway.errors import SubgraphNullError, SubgraphValueError
from marketplace.gateway.executor.errors import ErrorCollector
from marketplace.gateway.executor.targets import ResponsePath, type_of
from marketplace.gateway.operation.selection import TYPENAME
from marketplace.gateway.plan.shape import ResponseShape, TypedField

_MISSING = object()
_MAX_INT = 2**31


class _Bubble:
    """A null that its field may not have."""


_BUBBLE = _Bubble()


class Completer:
    """Completes the response of one request."""

    def __init__(self, errors: ErrorCollector, introspection: dict[str, Any]) -> None:
        self._errors = errors
        self._introspection = introspection

    def complete(self, shape: ResponseShape, root: dict[str, Any]) -> dict[str, Any] | None:
        """The `data` of the response; None when a null moved up to the root."""
        data = self._object(shape, root, ())
        if isinstance(data, _Bubble):
            if not self._errors.errors and not self._errors.explained:
                self._errors.add("A field that may not be null could not be resolved.", SubgraphNullError.code, ())
            return None
        return data

    def complete_part(self, shape: ResponseShape, value: dict[str, Any], path: ResponsePath) -> dict[str, Any] | None:
        """What a deferred part delivers for the object at the path; None when a null moved up to it."""
        data = self._object(shape, value, path)
        return None if isinstance(data, _Bubble) else data

    def _object(
        self, shape: ResponseShape, value: dict[str, Any], path: ResponsePath
    ) -> dict[str, Any] | _Bubble | None:
        typename: Any = shape.type_name
        if shape.abstract:
            typename = type_of(value)
            if typename is None:
                typename = shape.assumed_type
            if typename not in shape.schema.type_map:
                return None
        completed: dict[str, Any] = {}
        for field in shape.fields_of(typename):
            if field.name == TYPENAME:
                completed[field.response_key] = typename
                continue
            if field.type is None:
                completed[field.response_key] = self._introspection.get(field.response_key)
                continue
            found = value.get(field.key, _MISSING)
            result = self._value(field, field.type, found, (*path, field.response_key))
            if isinstance(result, _Bubble):
                return result
            completed[field.response_key] = result
        return completed

    def _value(self, field: TypedField, type_: GraphQLOutputType, value: Any, path: ResponsePath) -> Any:
        if isinstance(type_, GraphQLNonNull):
            return self._non_null(field, type_.of_type, value, path)
        if value is None or value is _MISSING:
            return None
        if isinstance(type_, GraphQLList):
            return self._list(field, type_.of_type, value, path)
        if field.child is None:
            return self._leaf(field, value, path)
        if not isinstance(value, dict):
            return self._wrong(field, "an object", path)
        result = self._object(field.child, value, path)
        return None if isinstance(result, _Bubble) else result

    def _non_null(self, field: TypedField, type_: GraphQLOutputType, value: Any, path: ResponsePath) -> Any:
        result = self._value(field, type_, value, path)
        if result is not None:
            return result
        if value is None and not self._errors.has_error_at_or_below(path):
            message = f"The subgraph gave null for {field.name!r}, which may not be null."
            self._errors.add(message, SubgraphNullError.code, path)
        return _BUBBLE

    def _list(self, field: TypedField, item_type: GraphQLOutputType, value: Any, path: ResponsePath) -> Any:
        if not isinstance(value, list):
            return self._wrong(field, "a list", path)
        items = []
        for index, item in enumerate(value):
            result = self._value(field, item_type, item, (*path, index))
            if isinstance(result, _Bubble):
                return None
            items.append(result)
        return items

    def _leaf(self, field: TypedField, value: Any, path: ResponsePath) -> Any:
        named = field.named_type
        if isinstance(named, GraphQLEnumType):
            known = isinstance(value, str) and value in named.values
            return value if known else self._wrong(field, f"a value of the enum {named.name}", path)
        if named is None or not is_specified_scalar_type(named):
            return value
        if not _is_scalar(named.name, value):
            return self._wrong(field, f"a value of type {named.name}", path)
        return str(value) if named.name == "ID" else value

    def _wrong(self, field: TypedField, expected: str, path: ResponsePath) -> None:
        self._errors.add(f"The subgraph's value for {field.name!r} is not {expected}.", SubgraphValueError.code, path)


def _is_scalar(name: str, value: Any) -> bool:
    """Whether the value serialises as the built-in scalar (GraphQL specification, section 3.5)."""
    match name:
        case "String":
            return isinstance(value, str)
        case "Boolean":
            return isinstance(value, bool)
        case "ID":
            return isinstance(value, str | int) and not isinstance(value, bool)
        case "Int":
            return isinstance(value, int) and not isinstance(value, bool) and -_MAX_INT <= value < _MAX_INT
        case _:
            return isinstance(value, int | float) and not isinstance(value, bool)
