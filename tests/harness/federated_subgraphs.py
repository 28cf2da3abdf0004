"""Subgraphs of a world: what each declares, in SDL, and servers that answer for it with graphql-core.

A server is strict: it resolves external fields only below a field that provides them, computed fields only from a
representation that carries every requirement, and entities only by a key that it declares. What breaks the contract
between a gateway and its subgraphs is entered in `violations`, whatever becomes of the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    FieldNode,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    InlineFragmentNode,
    SelectionSetNode,
    build_schema,
    execute_sync,
    get_named_type,
    parse,
    validate,
)

from marketplace.gateway.transport.fake import FakeTransport
from tests.harness.federated_schemas import executable_subgraph
from tests.harness.federated_world import (
    ARGUMENTS,
    INPUTS,
    Node,
    World,
    computed_text,
    field_set,
    print_type,
)


@dataclass
class Declared:
    """A field as one subgraph declares it. `type` is its own type where it differs from what clients see; `gone` says
    that another subgraph took the field over.
    """

    external: bool = False
    shareable: bool = False
    requires: bool = False
    provides: str | None = None
    override: str | None = None
    gone: bool = False
    type: str | None = None

    @property
    def resolved(self) -> bool:
        return not (self.external or self.gone)


@dataclass
class Part:
    """A type as one subgraph declares it: keys with whether they are resolvable, interfaces, or members."""

    fields: dict[str, Declared] = field(default_factory=dict)
    keys: dict[str, bool] = field(default_factory=dict)
    implements: list[str] = field(default_factory=list)
    members: tuple[str, ...] = ()
    interface_object: bool = False


@dataclass
class Subgraph:
    """What one subgraph declares."""

    name: str
    parts: dict[str, Part] = field(default_factory=dict)

    def part(self, type_name: str) -> Part:
        return self.parts.setdefault(type_name, Part())

    def sdl(self, world: World) -> str:
        """The schema as its team publishes it."""
        return "\n".join([INPUTS, *(self._print(world, name, part) for name, part in self.parts.items())])

    @staticmethod
    def _print(world: World, name: str, part: Part) -> str:
        type_ = world.types[name]
        if type_.kind == "union":
            return print_type(type_, part.members)
        head = "".join(f' @key(fields: "{key}"{"" if on else ", resolvable: false"})' for key, on in part.keys.items())
        if part.interface_object:
            head += " @interfaceObject"
        plain = type_.kind == "interface" and not part.interface_object
        fields = [
            f"{name}{ARGUMENTS[definition.arguments]}: {declared.type or definition.type}"
            f"{'' if plain else _directives(declared, definition.computed)}"
            for name, declared in part.fields.items()
            for definition in (type_.fields[name],)
        ]
        shown = type_ if not part.interface_object else type(type_)(name, "value")
        return print_type(shown, fields, head=head, implements=part.implements)


def _directives(declared: Declared, computed: str | None) -> str:
    if declared.external:
        return " @external"
    text = " @shareable" if declared.shareable else ""
    if declared.requires:
        escaped = (computed or "").replace('"', '\\"')
        text += f' @requires(fields: "{escaped}")'
    if declared.provides:
        text += f' @provides(fields: "{declared.provides}")'
    return text + (f' @override(from: "{declared.override}")' if declared.override else "")


def client_sdl(world: World, subgraphs: Iterable[Subgraph]) -> str:
    """The schema that clients see, found without composing anything."""
    fields: dict[str, dict[str, None]] = {}
    interfaces: dict[str, dict[str, None]] = {}
    for subgraph in subgraphs:
        for name, part in subgraph.parts.items():
            names = part.members or tuple(part.fields)
            for each in world.members(name) if part.interface_object else (name,):
                fields.setdefault(each, {}).update(dict.fromkeys(names))
                interfaces.setdefault(each, {}).update(dict.fromkeys(part.implements))
            if part.interface_object:
                fields.setdefault(name, {}).update(dict.fromkeys(names))
    texts = []
    for name, names_of in fields.items():
        type_ = world.types[name]
        lines: Sequence[str] = tuple(names_of)
        if type_.kind != "union":
            definitions = [type_.fields[each] for each in names_of]
            lines = [f"{each.name}{ARGUMENTS[each.arguments]}: {each.type}" for each in definitions]
        texts.append(print_type(type_, lines, implements=tuple(interfaces.get(name, {}))))
    return "\n".join([INPUTS, *texts])


def reference_answer(
    world: World, schema: GraphQLSchema, query: str, variables: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """What one schema over the whole world answers."""

    def resolve(source: Node | None, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
        return world.value(source or Node("Query", ""), info.field_name, arguments)

    return execute_sync(
        schema,
        parse(query),
        variable_values=dict(variables or {}),
        field_resolver=resolve,
        type_resolver=lambda node, *_: node.type,
    ).formatted  # type: ignore[return-value]


@dataclass(frozen=True)
class _Held:
    """An object inside one subgraph: what it calls the type, what was provided, and its representation."""

    node: Node
    declared_type: str
    provided: tuple[SelectionSetNode, ...] = ()
    inputs: Mapping[str, Any] | None = None


class SubgraphServer:
    """Answers for one subgraph."""

    def __init__(self, world: World, subgraph: Subgraph) -> None:
        self.name = subgraph.name
        self.violations: list[str] = []
        self.transport = FakeTransport(self._answer)
        self._world = world
        self._subgraph = subgraph
        self.schema = executable_subgraph(subgraph.sdl(world))

    def _answer(self, request: dict[str, Any]) -> dict[str, Any]:
        document = parse(request["query"])
        for error in validate(self.schema, document):
            self.violations.append(f"{self.name}: {error.message} in {request['query']}")
        return execute_sync(
            self.schema,
            document,
            variable_values=request.get("variables"),
            field_resolver=self._resolve,
            type_resolver=lambda held, *_: held.declared_type,
        ).formatted  # type: ignore[return-value]

    def _violation(self, text: str) -> None:
        self.violations.append(f"{self.name}: {text}")
        raise AssertionError(text)

    def _resolve(self, source: _Held | None, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
        name = info.field_name
        if name == "_entities":
            return [self._find(representation) for representation in arguments["representations"]]
        held = source or _Held(Node("Query", ""), "Query")
        part = self._subgraph.parts[info.parent_type.name]
        declared = part.fields[name]
        provided = self._provided(held, name)
        if not declared.resolved and not provided:
            self._violation(f"{info.parent_type.name}.{name} was asked of a subgraph that does not resolve it")
        definition = self._world.types[held.node.type].fields[name]
        if declared.requires:
            return computed_text(name, self._inputs(held, definition.computed or ""))
        below = [selections for selections in provided if selections is not None]
        if declared.provides:
            below.append(field_set(declared.provides))
        value = self._world.value(held.node, name, arguments)
        return self._hold(value, get_named_type(info.return_type), tuple(below))

    def _hold(self, value: Any, type_: Any, provided: tuple[SelectionSetNode, ...]) -> Any:
        if isinstance(value, list):
            return [self._hold(item, type_, provided) for item in value]
        if not isinstance(value, Node):
            return value
        return _Held(value, type_.name if isinstance(type_, GraphQLObjectType) else value.type, provided)

    def _provided(self, held: _Held, name: str) -> list[SelectionSetNode | None]:
        """The selections of each provided field of the name, None for leaves; empty when none is provided."""
        found: list[SelectionSetNode | None] = []
        pending = list(held.provided)
        while pending:
            for selection in pending.pop().selections:
                if isinstance(selection, FieldNode) and selection.name.value == name:
                    found.append(selection.selection_set)
                elif isinstance(selection, InlineFragmentNode) and self._world.applies(selection, held.node.type):
                    pending.append(selection.selection_set)
        return found

    def _inputs(self, held: _Held, requires: str) -> dict[str, Any]:
        if held.inputs is None:
            self._violation(f"a computed field of {held.declared_type} was asked without a representation")
        return self._pick(field_set(requires), held.inputs or {}, held.node.type)

    def _pick(self, selections: SelectionSetNode, data: Mapping[str, Any], type_name: str) -> dict[str, Any]:
        """The part of a representation that a field set names."""
        picked: dict[str, Any] = {}
        for selection in selections.selections:
            if isinstance(selection, InlineFragmentNode):
                if self._world.applies(selection, type_name):
                    picked |= self._pick(selection.selection_set, data, type_name)
            elif isinstance(selection, FieldNode):
                name = selection.name.value
                if name not in data:
                    self._violation(f"{name} is required of {type_name} and missing in {data}")
                named = self._world.types[type_name].fields[name].named
                picked[name] = self._pick_below(selection.selection_set, data[name], named)
        return picked

    def _pick_below(self, selections: SelectionSetNode | None, value: Any, named: str) -> Any:
        if selections is None or value is None:
            return value
        if isinstance(value, list):
            return [self._pick_below(selections, item, named) for item in value]
        if self._world.types[named].members:
            if value.get("__typename") not in self._world.types:
                self._violation(f"{named} in a representation does not tell its type: {value}")
            named = value["__typename"]
        return self._pick(selections, value, named)

    def _find(self, representation: dict[str, Any]) -> _Held | None:
        """The entity of a representation."""
        name = representation["__typename"]
        part = self._subgraph.parts[name]
        for key, resolvable in part.keys.items():
            if not resolvable:
                continue
            for node in self._world.entities(name):
                tree = self._world.tree(node, field_set(key))
                if all(_says(representation.get(each), value) for each, value in tree.items()):
                    return _Held(node, name if part.interface_object else node.type, inputs=representation)
        self._violation(f"no resolvable key of {name} fits {representation}")
        return None


def _says(given: Any, expected: Any) -> bool:
    if isinstance(expected, dict):
        return isinstance(given, dict) and all(_says(given.get(name), value) for name, value in expected.items())
    return bool(given == expected)


def build_client_schema(world: World, subgraphs: Iterable[Subgraph]) -> GraphQLSchema:
    return build_schema(client_sdl(world, subgraphs))
