"""Compiled counterpart of `executor.complete`: one function for each (selection set, object type)."""

from collections.abc import Callable, Mapping
from typing import Any

from graphql import GraphQLEnumType, GraphQLList, GraphQLNonNull, GraphQLOutputType, is_specified_scalar_type

from marketplace.gateway.executor.compiled.source import FunctionSource, UnexpectedDataError
from marketplace.gateway.operation.selection import TYPENAME
from marketplace.gateway.plan.shape import ResponseShape, TypedField

Complete = Callable[[Any, Any], Any]
"""(object of the working tree, outputs by shape number and object id): the client's object. Objects of `united` shapes
may stand at several places and are completed once; the outputs belong to one response.
"""

Numbers = Mapping[ResponseShape, int]
"""The numbers of the united shapes."""

_SCALAR_CHECKS = {
    "String": "{0}.__class__ is str",
    "ID": "{0}.__class__ is str",
    "Boolean": "{0}.__class__ is bool",
    "Int": "{0}.__class__ is int and -2147483648 <= {0} < 2147483648",
    "Float": "({0}.__class__ is float or {0}.__class__ is int)",
}


def compile_completion(shape: ResponseShape, united: Numbers) -> Complete:
    """A function from an object of the working tree to the client's object."""
    if shape.abstract:
        return _dispatcher(shape, united)
    return _compile_object(shape, shape.type_name, united)


class _TypeTable(dict[str, Complete]):
    """Completions by object type, compiled when a type is first met."""

    def __init__(self, shape: ResponseShape, united: Numbers) -> None:
        super().__init__()
        self._shape = shape
        self._united = united

    def __missing__(self, typename: str) -> Complete:
        if typename not in self._shape.schema.type_map:
            raise UnexpectedDataError
        self[typename] = complete = _compile_object(self._shape, typename, self._united)
        return complete


def _dispatcher(shape: ResponseShape, united: Numbers) -> Complete:
    table = _TypeTable(shape, united)
    static_type = shape.assumed_type

    def complete(value: Any, outputs: Any) -> Any:
        if value.__class__ is not dict:
            raise UnexpectedDataError
        typename = value.get(TYPENAME, static_type)
        if typename.__class__ is not str:
            raise UnexpectedDataError
        return table[typename](value, outputs)

    return complete


def _compile_object(shape: ResponseShape, typename: str, united: Numbers) -> Complete:
    source = FunctionSource("complete_object", "value, outputs")
    writer = _ValueWriter(source, united)
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
            writer.check(1, name, field, field.type)
    output = f"{{{', '.join(entries)}}}"
    if shape in united:
        source.line(1, f"output = outputs[{united[shape]}][id(value)] = {output}")
        output = "output"
    source.line(1, f"return {output}")
    return source.load()


class _ValueWriter:
    """Writes what becomes of one variable that holds a field's value, or an item of it."""

    def __init__(self, source: FunctionSource, united: Numbers) -> None:
        self._source = source
        self._united = united

    def check(self, depth: int, name: str, field: TypedField, type_: GraphQLOutputType) -> None:
        """Lines that check the variable, and replace it where its value has to be completed."""
        line = self._source.line
        nullable = _nullable(type_)
        if field.child is None and not isinstance(nullable, GraphQLList):
            check = self._leaf_check(field, name)
            if nullable is not type_:
                line(depth, f"if not ({check}): raise Unexpected" if check else f"if {name} is None: raise Unexpected")
            elif check:
                line(depth, f"if not ({check}) and {name} is not None: raise Unexpected")
        elif nullable is not type_:
            line(depth, f"if {name} is None: raise Unexpected")
            self._composite(depth, name, field, nullable)
        else:
            line(depth, f"if {name} is not None:")
            self._composite(depth + 1, name, field, nullable)

    def _composite(self, depth: int, name: str, field: TypedField, type_: GraphQLOutputType) -> None:
        line = self._source.line
        if not isinstance(type_, GraphQLList):
            line(depth, f"{name} = {self._completed(depth, name, field)}")
            return
        line(depth, f"if {name}.__class__ is not list: raise Unexpected")
        item = f"{name}_"
        if field.child is not None and not isinstance(_nullable(type_.of_type), GraphQLList):
            completed = self._completed(depth, item, field)
            if not isinstance(type_.of_type, GraphQLNonNull):
                completed = f"None if {item} is None else {completed}"
            line(depth, f"{name} = [{completed} for {item} in {name}]")
            return
        line(depth, f"{name}s = []")
        line(depth, f"for {item} in {name}:")
        self.check(depth + 1, item, field, type_.of_type)
        line(depth + 1, f"{name}s.append({item})")
        line(depth, f"{name} = {name}s")

    def _completed(self, depth: int, name: str, field: TypedField) -> str:
        """An expression for the client's object."""
        shape = field.child
        if shape is None:
            raise ValueError(f"{field.name} is a leaf.")
        complete = self._source.constant(compile_completion(shape, self._united))
        if shape not in self._united:
            return f"{complete}({name}, outputs)"
        known = f"known{self._united[shape]}"
        self._source.line(depth, f"{known} = outputs[{self._united[shape]}].get")
        return f"({known}(id({name})) or {complete}({name}, outputs))"

    def _leaf_check(self, field: TypedField, name: str) -> str | None:
        """An expression that is true for valid values; None for custom scalars, of which all are."""
        named = field.named_type
        if isinstance(named, GraphQLEnumType):
            values = self._source.constant(frozenset(named.values))
            return f"{name}.__class__ is str and {name} in {values}"
        if named is None or not is_specified_scalar_type(named):
            return None
        return _SCALAR_CHECKS[named.name].format(name)


def _nullable(type_: GraphQLOutputType) -> GraphQLOutputType:
    return type_.of_type if isinstance(type_, GraphQLNonNull) else type_
