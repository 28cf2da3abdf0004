"""The supergraph as the planner sees it: what each subgraph can resolve, and by which keys.

A *graph* is a subgraph, named by its value of the `join__Graph` enum. Selections of keys, `@requires`
and `@provides` stay syntax trees here; the planner gives them meaning.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from graphql import GraphQLSchema, SelectionSetNode, TypeNode

from marketplace.gateway.errors import GatewayError
from marketplace.gateway.supergraph.access import AccessRules
from marketplace.gateway.supergraph.cache_hints import CacheHints
from marketplace.gateway.supergraph.costs import CostDirectives

ROOT_TYPES = ("Query", "Mutation", "Subscription")


class SupergraphInvalidError(GatewayError):
    """The text is not a supergraph; the message names the place and what was expected there."""

    code = "SUPERGRAPH_INVALID"


class TypeKind(StrEnum):
    """The kinds of named types of the GraphQL specification, section 3.4."""

    OBJECT = "object"
    INTERFACE = "interface"
    UNION = "union"
    ENUM = "enum"
    SCALAR = "scalar"
    INPUT = "input"


@dataclass(frozen=True, slots=True, eq=False)
class Key:
    """One `@key` of a type in a graph. `resolvable` says that the graph answers `_entities` for it."""

    selection: SelectionSetNode
    text: str
    resolvable: bool


@dataclass(frozen=True, slots=True, eq=False)
class ContextArgument:
    """An argument that the gateway gives (`@fromContext`): what `selection` selects on the nearest enclosing
    object whose type sets the `context`. `type` is the argument's type and `text` the selection, as written.
    """

    name: str
    type: str
    context: str
    selection: SelectionSetNode
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class GraphField:
    """A field as one graph declares it.

    `external` fields are declared but not resolved there, except below a field that provides them.
    `override_label` names a progressive override: while it is active the graph that `overrides` resolves
    the field, else the other one. `context_arguments` are sent by the gateway, unseen by clients.
    """

    name: str
    type: TypeNode
    external: bool = False
    requires: SelectionSetNode | None = None
    provides: SelectionSetNode | None = None
    override_label: str | None = None
    overrides: bool = False
    context_arguments: tuple[ContextArgument, ...] = ()

    @property
    def needs_inputs(self) -> bool:
        """Whether the graph resolves it only for an entity that comes with values from elsewhere."""
        return self.requires is not None or bool(self.context_arguments)


@dataclass(slots=True, eq=False)
class GraphType:
    """A type as one graph declares it; `interface_object` marks an interface it treats as an object."""

    name: str
    kind: TypeKind
    interface_object: bool = False
    keys: list[Key] = field(default_factory=list)
    fields: dict[str, GraphField] = field(default_factory=dict)
    possible_types: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SubgraphInfo:
    """A subgraph's name, as its authors know it, and its address ("" when it has none)."""

    name: str
    url: str


@dataclass(slots=True, eq=False)
class Graph:
    """One subgraph's view of the schema."""

    id: str
    info: SubgraphInfo
    types: dict[str, GraphType] = field(default_factory=dict)

    def field(self, type_name: str, field_name: str) -> GraphField | None:
        """The declaration of the field in this graph, or None."""
        graph_type = self.types.get(type_name)
        return graph_type.fields.get(field_name) if graph_type else None


@dataclass(frozen=True, slots=True, eq=False)
class Supergraph:
    """Everything the gateway knows of the schema; immutable once read.

    `schema` is the whole supergraph without join metadata, inaccessible elements included: the
    planner's schema. `client_schema` leaves the inaccessible out: clients are validated against it.
    `possible_types` maps every composite type to the names of its object types in `schema`;
    `type_of_possible` finds a named type by that set. `context_setters` are the types that set a context,
    `costs` what `@cost` and `@listSize` say, `access` who may see what (None: everybody everything).
    """

    sdl: str
    schema: GraphQLSchema
    client_schema: GraphQLSchema
    graphs: Mapping[str, Graph]
    possible_types: Mapping[str, frozenset[str]]
    type_of_possible: Mapping[frozenset[str], str]
    context_setters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    cache_hints: CacheHints = field(default_factory=CacheHints)
    costs: CostDirectives = field(default_factory=CostDirectives)
    access: AccessRules | None = None

    @property
    def subgraphs(self) -> Mapping[str, SubgraphInfo]:
        """The subgraphs by name."""
        return {graph.info.name: graph.info for graph in self.graphs.values()}

    @property
    def hash(self) -> str:
        """SHA-256 of the SDL, in hexadecimal: two equal supergraphs have equal hashes."""
        return hashlib.sha256(self.sdl.encode()).hexdigest()

    def is_abstract(self, type_name: str) -> bool:
        """Whether the type is an interface or a union."""
        return self.possible_types[type_name] != frozenset((type_name,))
