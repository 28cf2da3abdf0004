"""Compiled counterpart of `executor.complete`: one function for each (selection set, object type)."""

from collections.abc import Callable
from typing import Any

from graphql import GraphQLEnumType, GraphQLList, GraphQLNonNull, GraphQLOutputType, is_specified_scalar_type

from marketplace.gateway.executor.compiled.source import FunctionSource, UnexpectedDataError
from marketplace.gateway.operation.selection import TYPENAME
from marketplace.gateway.plan.shape import ResponseShape, TypedField

Complete = Callable[[Any], Any]

_SCALAR_CHECKS = {
    "String": "{0}.__class__ is str",
    "ID": "{0}.__class__ is str",
    "Boolean": "{0}.__class__ is bool",
    "Int": "{0}.__class__ is int and -2147483648 <= {0} < 2147483648",
    "Float": "({0}.__class__ is float or {0}.__class__ is int)",
}


def compile_completion(shape: ResponseShape) -> Complete:
    """A function from an object of the working tree to the client's object."""
    if shape.abstract:
        return _dispatcher(shape)
    return _compile_object(shape, shape.type_name)


class _TypeTable(dict[str, Complete]):
    """Completions by object type, compiled when a type is first met."""

    def __init__(self, shape: ResponseShape) -> None:
        super().__init__()
        self._shape = shape

    def __missing__(self, typename: str) -> Complete:
        if typename not in self._shape.schema.type_map:
            raise UnexpectedDataError
        self[typename] = complete = _compile_object(self._shape, typename)
        return complete


def _dispatcher(shape: ResponseShape) -> Complete:
    table = _TypeTable(shape)
    static_type = "" if shape.depends_on_type else shape.type_name

    def complete(value: Any) -> Any:
        if value.__class__ is not dict:
            raise UnexpectedDataError
        typename = value.get(TYPENAME, static_type)
        if typename.__class__ is not str:
            raise UnexpectedDataError
        return table[typename](value)

    return complete


def _compile_object(shape: ResponseShape, typename: str) -> Complete:
    source = FunctionSource("complete_object", "value")
    source.line(1, "if value.__class__ is not dict: raise Unexpected")
    source.line(1, "get = value.get")
    entries = []
    for number, field in enumerate(shape.fields_of(typename)):
        name = f"v{number}"
        entries.append(f"{field.response_key!r}: {name}")
        if field.name == TYPENAME:
            source.line(1, f"{name} = {typename!r}")
        elif field.type is None:
            source.line(1, "raise Unexpected")
        else:
            source.line(1, f"{name} = get({field.key!r})")
            _write_check(source, 1, name, field, field.type)
    source.line(1, f"return {{{', '.join(entries)}}}")
    return source.load()


def _write_check(source: FunctionSource, depth: int, name: str, field: TypedField, type_: GraphQLOutputType) -> None:
    """Lines that check the variable, and replace it where its value has to be completed."""
    if isinstance(type_, GraphQLNonNull):
        source.line(depth, f"if {name} is None: raise Unexpected")
        _write_value(source, depth, name, field, type_.of_type)
    elif _needs_lines(field, type_):
        source.line(depth, f"if {name} is not None:")
        _write_value(source, depth + 1, name, field, type_)


def _needs_lines(field: TypedField, type_: GraphQLOutputType) -> bool:
    return field.child is not None or isinstance(type_, GraphQLList) or _leaf_check(field, "x", None) is not None


def _write_value(source: FunctionSource, depth: int, name: str, field: TypedField, type_: GraphQLOutputType) -> None:
    if isinstance(type_, GraphQLList):
        source.line(depth, f"if {name}.__class__ is not list: raise Unexpected")
        item = f"{name}_"
        items = f"{name}s"
        if not _needs_lines(field, type_.of_type) and not isinstance(type_.of_type, GraphQLNonNull):
            return
        if field.child is not None and not isinstance(_nullable(type_.of_type), GraphQLList):
            complete = source.constant(compile_completion(field.child))
            if isinstance(type_.of_type, GraphQLNonNull):
                source.line(depth, f"{name} = [{complete}({item}) for {item} in {name}]")
            else:
                source.line(depth, f"{name} = [None if {item} is None else {complete}({item}) for {item} in {name}]")
            return
        source.line(depth, f"{items} = []")
        source.line(depth, f"for {item} in {name}:")
        _write_check(source, depth + 1, item, field, type_.of_type)
        source.line(depth + 1, f"{items}.append({item})")
        source.line(depth, f"{name} = {items}")
    elif field.child is not None:
        source.line(depth, f"{name} = {source.constant(compile_completion(field.child))}({name})")
    else:
        check = _leaf_check(field, name, source)
        if check is not None:
            source.line(depth, f"if not ({check}): raise Unexpected")


def _nullable(type_: GraphQLOutputType) -> GraphQLOutputType:
    return type_.of_type if isinstance(type_, GraphQLNonNull) else type_


def _leaf_check(field: TypedField, name: str, source: FunctionSource | None) -> str | None:
    """An expression that is true for valid values; None for custom scalars, of which all are."""
    named = field.named_type
    if isinstance(named, GraphQLEnumType):
        values = source.constant(frozenset(named.values)) if source else "k"
        return f"{name}.__class__ is str and {name} in {values}"
    if named is None or not is_specified_scalar_type(named):
        return None
    return _SCALAR_CHECKS[named.name].format(name)
