"""Who may see which type and field: `@authenticated`, `@requiresScopes` and `@policy` of a supergraph.

Every different demand of the supergraph is a `Condition` with a number; what an element demands is a set of them,
kept as the bits of an integer, so that one `&` tells whether an element has to be withheld from somebody who does not
meet some of them. What is demanded of an interface, or of a field of it, is demanded together: its own conditions and
those of every implementation, since the client may be given any of them. A field demands what it says itself, what
the type that it stands on demands, and what the type that it returns demands.

Source: https://specs.apollo.dev/authenticated/v0.1, https://specs.apollo.dev/requiresScopes/v0.1,
https://specs.apollo.dev/policy/v0.1
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldDefinitionNode,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    SchemaDefinitionNode,
    SchemaExtensionNode,
    TypeDefinitionNode,
    get_named_type,
    value_from_ast_untyped,
)


class Demand(StrEnum):
    """What a condition asks for: the name of its directive's specification."""

    AUTHENTICATED = "authenticated"
    SCOPES = "requiresScopes"
    POLICIES = "policy"


Key = TypeVar("Key")

NOTHING: frozenset[str] = frozenset()
_ARGUMENTS = {Demand.SCOPES: "scopes", Demand.POLICIES: "policies"}


@dataclass(frozen=True, slots=True)
class Condition:
    """One demand. Scopes and policies are alternatives, each of which has to be had in full."""

    demand: Demand
    alternatives: frozenset[frozenset[str]] = frozenset()

    def is_met(self, *, authenticated: bool, scopes: frozenset[str], policies: frozenset[str]) -> bool:
        """Whether somebody with these scopes, for whom these policies hold, meets it."""
        if self.demand is Demand.AUTHENTICATED:
            return authenticated
        had = scopes if self.demand is Demand.SCOPES else policies
        for needed in self.alternatives:  # noqa: SIM110 - three times as fast as any()
            if needed <= had:
                return True
        return False


@dataclass(frozen=True, slots=True, eq=False)
class AccessRules:
    """The conditions of a supergraph; condition n is bit n. Elements that demand nothing are absent."""

    conditions: tuple[Condition, ...]
    types: Mapping[str, int]
    fields: Mapping[tuple[str, str], int]

    def of_type(self, type_name: str) -> int:
        """What the type demands."""
        return self.types.get(type_name, 0)

    def of_field(self, type_name: str, field_name: str) -> int:
        """What the field demands when it is selected on the type."""
        return self.fields.get((type_name, field_name), 0)

    def needs(self, conditions: int) -> "AccessNeeds":
        """What has to be asked of a principal to know which of the conditions are met."""
        demands = tuple(
            (1 << number, condition) for number, condition in enumerate(self.conditions) if conditions & (1 << number)
        )
        return AccessNeeds(
            demands,
            frozenset(
                name
                for _, condition in demands
                if condition.demand is Demand.POLICIES
                for alternative in condition.alternatives
                for name in alternative
            ),
        )

    def translate(self, conditions: int, other: "AccessRules | None") -> int:
        """The same conditions by the numbers of another supergraph, without those that it does not have."""
        numbers = {condition: number for number, condition in enumerate(other.conditions)} if other else {}
        return sum(1 << numbers[condition] for _, condition in self.needs(conditions).demands if condition in numbers)


@dataclass(frozen=True, slots=True)
class AccessNeeds:
    """The conditions that some field of an operation demands, each with its bit, and the policies they name."""

    demands: tuple[tuple[int, Condition], ...]
    policies: frozenset[str]

    def unmet(
        self, *, authenticated: bool, scopes: frozenset[str] = NOTHING, policies: frozenset[str] = NOTHING
    ) -> int:
        """The conditions that somebody with these scopes, for whom these policies hold, does not meet."""
        missing = 0
        for bit, condition in self.demands:
            if not condition.is_met(authenticated=authenticated, scopes=scopes, policies=policies):
                missing |= bit
        return missing


def read_access_rules(document: DocumentNode, schema: GraphQLSchema) -> AccessRules | None:
    """The rules of a parsed supergraph, whose planner's schema is given; None when it restricts nothing."""
    demands = _linked_names(document)
    if not demands:
        return None
    numbers: dict[Condition, int] = {}

    def conditions_of(node: Any) -> int:
        found = 0
        for condition in _conditions(node.directives, demands):
            found |= 1 << numbers.setdefault(condition, len(numbers))
        return found

    own_types: dict[str, int] = {}
    own_fields: dict[tuple[str, str], int] = {}
    for definition in document.definitions:
        if isinstance(definition, TypeDefinitionNode):
            own_types[definition.name.value] = conditions_of(definition)
            for field in getattr(definition, "fields", None) or ():
                if isinstance(field, FieldDefinitionNode):
                    own_fields[definition.name.value, field.name.value] = conditions_of(field)
    if not numbers:
        return None
    types = {name: _of_all(own_types, [name, *_implementations(schema, name)]) for name in own_types}
    fields = dict(_fields(schema, types, own_fields))
    return AccessRules(tuple(numbers), _restricted(types), _restricted(fields))


def _fields(
    schema: GraphQLSchema, types: Mapping[str, int], own: Mapping[tuple[str, str], int]
) -> Iterator[tuple[tuple[str, str], int]]:
    for name, named in schema.type_map.items():
        if not isinstance(named, GraphQLObjectType | GraphQLInterfaceType):
            continue
        holders = [name, *_implementations(schema, name)]
        for field_name, definition in named.fields.items():
            returned = types.get(get_named_type(definition.type).name, 0)
            declared = _of_all(own, [(holder, field_name) for holder in holders])
            yield (name, field_name), types.get(name, 0) | returned | declared


def _implementations(schema: GraphQLSchema, name: str) -> list[str]:
    named = schema.type_map.get(name)
    return [each.name for each in schema.get_possible_types(named)] if isinstance(named, GraphQLInterfaceType) else []


def _of_all(masks: Mapping[Any, int], keys: Iterable[Any]) -> int:
    together = 0
    for key in keys:
        together |= masks.get(key, 0)
    return together


def _restricted(masks: Mapping[Key, int]) -> dict[Key, int]:
    return {key: mask for key, mask in masks.items() if mask}


def _conditions(directives: Iterable[DirectiveNode] | None, demands: Mapping[str, Demand]) -> Iterator[Condition]:
    for directive in directives or ():
        demand = demands.get(directive.name.value)
        if demand is None:
            continue
        arguments = {a.name.value: value_from_ast_untyped(a.value) for a in directive.arguments or ()}
        yield Condition(demand, _alternatives(arguments.get(_ARGUMENTS.get(demand, ""))))


def _alternatives(value: Any) -> frozenset[frozenset[str]]:
    """A list of lists; a single value stands for a list of it (GraphQL specification, section 3.12)."""
    outer = value if isinstance(value, list) else [] if value is None else [value]
    return frozenset(frozenset(each if isinstance(each, list) else [each]) for each in outer)


def _linked_names(document: DocumentNode) -> dict[str, Demand]:
    """What the directives are called here: `@link` names a specification's main directive like the specification,
    by its `as`, or by the `as` of an import.
    """
    names: dict[str, Demand] = {}
    for definition in document.definitions:
        if not isinstance(definition, SchemaDefinitionNode | SchemaExtensionNode):
            continue
        for directive in definition.directives or ():
            if directive.name.value != "link":
                continue
            link = {a.name.value: value_from_ast_untyped(a.value) for a in directive.arguments or ()}
            demand = _demand_at(str(link.get("url", "")))
            if demand is not None:
                names[_directive_name(link, demand)] = demand
    return names


def _demand_at(url: str) -> Demand | None:
    """Which of the specifications the URL (`…/<name>/v<version>`) is of."""
    parts = url.rstrip("/").split("/")
    name = parts[-2] if len(parts) > 1 else ""
    return Demand(name) if name in list(Demand) else None


def _directive_name(link: Mapping[str, Any], demand: Demand) -> str:
    for imported in link.get("import") or ():
        if isinstance(imported, dict) and imported.get("name") == f"@{demand}" and imported.get("as"):
            return str(imported["as"]).removeprefix("@")
        if imported == f"@{demand}":
            return str(demand)
    return str(link.get("as") or demand)
