"""Hypothesis strategy: operations over any schema, with the variables they need.

Drawn are aliases, arguments (literal, variable, default left out, null), named and inline fragments, @skip and @include
with literals and variables, __typename, the same field twice. Operations are valid, with one exception: below
interfaces and unions, fields of different types may meet under one response name, and the caller has to sort these out.
Depth, width and page sizes are bounded, so that an answer stays small. Values of arguments come from `ValuePool`, so
that most of them mean something in the data.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    Undefined,
    get_named_type,
    is_composite_type,
    is_leaf_type,
)
from hypothesis import strategies as st

DrawFunction = Callable[[st.SearchStrategy[Any]], Any]
Composite = GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType


@dataclass(frozen=True)
class ValuePool:
    """Values to draw for arguments and input fields: by "Type.field.argument", else by argument name, else by type."""

    values: Mapping[str, Sequence[Any]]

    def find(self, owner: str, name: str, type_name: str) -> Sequence[Any]:
        """The most specific values there are; empty when the type alone must do."""
        for key in (f"{owner}.{name}", name, f":{type_name}"):
            if key in self.values:
                return self.values[key]
        return ()


@dataclass(frozen=True)
class RandomOperation:
    """A document with one operation, its variables, and how it reads in a failing test."""

    query: str
    variables: Mapping[str, Any]

    def __repr__(self) -> str:
        return f"{self.query}\n\n{json.dumps(self.variables)}"


@dataclass(frozen=True)
class Bounds:
    """How large an operation may become."""

    depth: int = 7
    fields: int = 4
    total: int = 24


@st.composite
def operations(
    draw: DrawFunction, schema: GraphQLSchema, pool: ValuePool, bounds: Bounds = Bounds()
) -> RandomOperation:
    """One query."""
    query_type = schema.query_type
    assert query_type is not None
    writer = _Writer(draw, schema, pool, bounds)
    selection = writer.selection(query_type, bounds.depth)
    declared = ", ".join(f"${name}: {text}" for name, text in writer.variable_types.items())
    operation = f"query Random{f'({declared})' if declared else ''} {selection}"
    return RandomOperation("\n\n".join([operation, *writer.fragments]), writer.variables)


@dataclass
class _Writer:
    draw: DrawFunction
    schema: GraphQLSchema
    pool: ValuePool
    bounds: Bounds
    fragments: list[str] = field(default_factory=list)
    variables: dict[str, Any] = field(default_factory=dict)
    variable_types: dict[str, str] = field(default_factory=dict)
    aliases: int = 0
    written: int = 0

    def selection(self, type_: Composite, depth: int) -> str:
        """At least one field that is always there, so that no selection is empty."""
        parts = [self.field(type_, depth)]
        for _ in range(self.draw(st.integers(0, self.bounds.fields - 1))):
            if self.written >= self.bounds.total:
                break
            parts.append(self.part(type_, depth))
        indented = "\n".join(parts).replace("\n", "\n  ")
        return f"{{\n  {indented}\n}}"

    def part(self, type_: Composite, depth: int) -> str:
        others = self.overlapping(type_)
        fragments = ["inline", "named"] * (4 if len(others) > 1 else 1)
        kind = self.draw(st.sampled_from(["field"] * 7 + ["typename"] + fragments))
        match kind:
            case "typename":
                return f"{self.alias()}__typename{self.conditions()}"
            case "inline":
                on = self.draw(st.sampled_from([*others, None]))
                return f"...{f' on {on}' if on else ''}{self.conditions()} {self.selection(on or type_, depth)}"
            case "named":
                on = self.draw(st.sampled_from(others))
                selection = self.selection(on, depth)
                name = f"Part{len(self.fragments) + 1}"
                self.fragments.append(f"fragment {name} on {on.name} {selection}")
                return f"...{name}{self.conditions()}"
            case _:
                return self.field(type_, depth)

    def overlapping(self, type_: Composite) -> list[Composite]:
        """Types that a fragment may be about: itself, and those that have an object type in common with it."""
        possible = set(self.schema.get_possible_types(type_)) if not isinstance(type_, GraphQLObjectType) else {type_}
        found: list[Composite] = [type_]
        for name in sorted(self.schema.type_map):
            other = self.schema.type_map[name]
            if isinstance(other, GraphQLInterfaceType | GraphQLUnionType):
                fits = not possible.isdisjoint(self.schema.get_possible_types(other))
            else:
                fits = other in possible
            if fits and other is not type_:
                found.append(other)  # type: ignore[arg-type]
        return found

    def field(self, type_: Composite, depth: int) -> str:
        self.written += 1
        if isinstance(type_, GraphQLUnionType):
            return f"{self.alias()}__typename"
        leaves = [name for name, each in type_.fields.items() if is_leaf_type(get_named_type(each.type))]
        deeper = sorted(type_.fields.keys() - leaves) if depth > 1 and self.written < self.bounds.total else []
        if not (leaves or deeper):
            return "__typename"
        # Half of the fields lead on: what is worth testing lies behind them.
        go_on = bool(deeper) and (not leaves or self.draw(st.booleans()))
        name = self.draw(st.sampled_from(deeper if go_on else sorted(leaves)))
        definition = type_.fields[name]
        arguments = self.arguments(type_, name, definition)
        # One response name with two sets of arguments would be refused as a conflict.
        alias = self.alias(always=bool(arguments))
        below = get_named_type(definition.type)
        selection = f" {self.selection(below, depth - 1)}" if is_composite_type(below) else ""
        return f"{alias}{name}{arguments}{self.conditions()}{selection}"

    def alias(self, *, always: bool = False) -> str:
        if not always and self.draw(st.integers(0, 3)) != 0:
            return ""
        self.aliases += 1
        return f"a{self.aliases}: "

    def conditions(self) -> str:
        kind = self.draw(st.sampled_from([""] * 6 + ["skip", "include"]))
        if not kind:
            return ""
        value = self.draw(st.booleans())
        text = json.dumps(value)
        if self.draw(st.booleans()):
            text = self.variable("Boolean!", value)
        return f" @{kind}(if: {text})"

    def arguments(self, type_: GraphQLObjectType | GraphQLInterfaceType, name: str, definition: GraphQLField) -> str:
        given = []
        for argument_name, argument in definition.args.items():
            optional = not isinstance(argument.type, GraphQLNonNull) or argument.default_value is not Undefined
            if optional and self.draw(st.integers(0, 3)) != 0:
                continue
            given.append(f"{argument_name}: {self.argument(f'{type_.name}.{name}', argument_name, argument)}")
        return f"({', '.join(given)})" if given else ""

    def argument(self, owner: str, name: str, argument: GraphQLArgument) -> str:
        value = self.value(owner, name, argument.type)
        if self.draw(st.booleans()):
            return self.variable(str(argument.type), value)
        return literal(argument.type, value)

    def variable(self, type_: str, value: object) -> str:
        name = f"v{len(self.variables) + 1}"
        self.variables[name] = value
        self.variable_types[name] = type_
        return f"${name}"

    def value(self, owner: str, name: str, type_: GraphQLInputType) -> Any:
        """A value as JSON."""
        if isinstance(type_, GraphQLNonNull):
            return self.present_value(owner, name, type_.of_type)
        if self.draw(st.integers(0, 7)) == 0:
            return None
        return self.present_value(owner, name, type_)

    def present_value(self, owner: str, name: str, type_: GraphQLInputType) -> Any:
        if isinstance(type_, GraphQLList):
            return [self.value(owner, name, type_.of_type) for _ in range(self.draw(st.integers(0, 2)))]
        if isinstance(type_, GraphQLInputObjectType):
            return self.input_object(type_)
        if isinstance(type_, GraphQLEnumType):
            return self.draw(st.sampled_from(sorted(type_.values)))
        type_name = get_named_type(type_).name
        known = self.pool.find(owner, name, type_name)
        return self.draw(st.sampled_from(known) if known else SCALARS[type_name])

    def input_object(self, type_: GraphQLInputObjectType) -> dict[str, Any]:
        result = {}
        for name, input_field in type_.fields.items():
            optional = not isinstance(input_field.type, GraphQLNonNull) or input_field.default_value is not Undefined
            if not optional or self.draw(st.integers(0, 2)) == 0:
                result[name] = self.value(type_.name, name, input_field.type)
        return result


SCALARS: Mapping[str, st.SearchStrategy[Any]] = {
    "Boolean": st.booleans(),
    "Float": st.sampled_from([0.0, 0.5, 10.0, 25.0]),
    "ID": st.sampled_from(["unknown"]),
    "Int": st.integers(0, 4),
    "String": st.sampled_from(["", "a", "ch", "Ünï ✓", 'quo"te']),
}


def literal(type_: GraphQLInputType, value: Any) -> str:
    """The value as it is written in a document."""
    if isinstance(type_, GraphQLNonNull):
        return literal(type_.of_type, value)
    if value is None:
        return "null"
    if isinstance(type_, GraphQLList):
        return f"[{', '.join(literal(type_.of_type, item) for item in value)}]"
    if isinstance(type_, GraphQLInputObjectType):
        fields = (f"{name}: {literal(type_.fields[name].type, item)}" for name, item in value.items())
        return f"{{{', '.join(fields)}}}"
    if isinstance(type_, GraphQLEnumType):
        return str(value)
    return json.dumps(value)
