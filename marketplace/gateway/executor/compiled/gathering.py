"""Compiled counterpart of finding a fetch's entities and building their representations.

Lists repeat entities: forty reviews are of nine products. Where equal objects stand for one entity, the compiled
function puts the first of them in the place of the others, so that all that follows (merging, later fetches,
completion) is done once for each entity and not once for each place.
"""

from collections.abc import Callable
from typing import Any

import orjson

from marketplace.gateway.executor.compiled.source import FunctionSource
from marketplace.gateway.executor.representations import MISSING, nested_input
from marketplace.gateway.operation.selection import TYPENAME
from marketplace.gateway.plan.nodes import EntitySource

Gather = Callable[[dict[str, Any], dict[Any, int], list[dict[str, Any]], list[list[Any]]], None]
"""(working tree, index by identity, representations, waiting): adds to the last three."""


def compile_gathering(source: EntitySource, *, unite: bool) -> Gather:
    """A function that adds the source's representations, each identity once, and who waits for them. `unite` says
    that equal objects at the path may become one.
    """
    function = FunctionSource("gather", "root, index_of, representations, waiting")
    function.line(1, "seen = set()")
    if unite:
        function.line(1, "first_of = {}")
    depth = _write_path(function, source, numbered=unite)
    _write_representation(function, depth, source, unite=unite)
    return function.load()


def _write_path(function: FunctionSource, source: EntitySource, *, numbered: bool) -> int:
    """Nested loops down the path; the innermost body has an object of the path's end as `entity`. What several
    objects share, because they got it from one entity, is entered once.
    """
    depth, value = 1, "root"
    for level, segment in enumerate(source.path):
        if segment.types is not None:
            types = function.constant(segment.types)
            _write_filter(function, depth, value, types)
            depth += 1
        found, item = f"f{level}", f"o{level}"
        function.line(depth, f"{found} = {value}.get({segment.key!r})")
        if level:
            function.line(depth, f"if id({found}) in seen: continue")
            function.line(depth, f"seen.add(id({found}))")
        items = f"({found} if {found}.__class__ is list else ({found},))"
        if numbered and level == len(source.path) - 1:
            function.line(depth, f"for number, {item} in enumerate({items}):")
        else:
            function.line(depth, f"for {item} in {items}:")
        depth += 1
        function.line(depth, f"if {item}.__class__ is list: raise Unexpected")
        function.line(depth, f"if {item}.__class__ is dict:")
        depth += 1
        value = item
    if source.types is not None:
        _write_filter(function, depth, value, function.constant(source.types))
        depth += 1
    function.line(depth, f"entity = {value}")
    return depth


def _write_filter(function: FunctionSource, depth: int, value: str, types: str) -> None:
    function.line(depth, f"typename = {value}.get({TYPENAME!r})")
    function.line(depth, f"if typename.__class__ is str and typename in {types}:")


def _write_representation(function: FunctionSource, depth: int, source: EntitySource, *, unite: bool) -> None:
    """The inputs are read and checked; the representation itself is built only for a new identity."""
    inputs = source.inputs
    missing = function.constant(MISSING)
    guards, entries, identity = [], [f"{TYPENAME!r}: {source.typename!r}"], [repr(source.typename)]
    nested = function.constant(nested_input)
    names = {field.name for field in inputs.fields}
    if len(names) < len(inputs.fields) or any(field.types is not None for field in inputs.fields):
        function.line(depth, "raise Unexpected")
        return
    for number, field in enumerate(inputs.fields):
        name = f"i{number}"
        if field.name in inputs.key_fields:
            function.line(depth, f"{name} = entity.get({field.key!r})")
            guards.append(f"{name} is not None")
        else:
            function.line(depth, f"{name} = entity.get({field.key!r}, {missing})")
            guards.append(f"{name} is not {missing}")
        if field.children is not None:
            guards.append(f"{name} is not {missing}")
            function.line(depth, f"{name} = {nested}({function.constant(field.children)}, {name})")
        entries.append(f"{field.name!r}: {name}")
        identity.append(name)
    function.line(depth, f"if {' and '.join(guards)}:")
    depth += 1
    simple = " and ".join(f"({name}.__class__ is str or {name}.__class__ is int)" for name in identity[1:])
    origin = function.constant(source)
    plain = f"({', '.join(identity)})"
    function.line(depth, f"same = {plain} if {simple} else {function.constant(orjson.dumps)}([{', '.join(identity)}])")
    if unite:
        _write_uniting(function, depth, source)
    function.line(depth, "index = index_of.get(same)")
    function.line(depth, "if index is None:")
    function.line(depth + 1, "index_of[same] = len(representations)")
    function.line(depth + 1, f"representations.append({{{', '.join(entries)}}})")
    function.line(depth + 1, f"waiting.append([({origin}, entity)])")
    function.line(depth, "else:")
    function.line(depth + 1, f"waiting[index].append(({origin}, entity))")


def _write_uniting(function: FunctionSource, depth: int, source: EntitySource) -> None:
    """An object that is equal to the first of its identity is replaced by it, and waits no more."""
    level = len(source.path) - 1
    found, parent = f"f{level}", f"o{level - 1}" if level else "root"
    function.line(depth, "first = first_of.setdefault(same, entity)")
    function.line(depth, "if first is not entity and first == entity:")
    function.line(depth + 1, f"if {found}.__class__ is list: {found}[number] = first")
    function.line(depth + 1, f"else: {parent}[{source.path[-1].key!r}] = first")
    function.line(depth + 1, "continue")
