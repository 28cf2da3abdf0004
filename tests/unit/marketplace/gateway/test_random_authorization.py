"""What a client may not see is null with an error, and is not asked of subgraphs, for random supergraphs, operations
and clients; the reference looks at every field by itself.

Runs a small sample. For thousands: `pytest tests/unit/marketplace/gateway/test_random_authorization.py
--hypothesis-profile=thorough`.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from graphql import (
    FieldNode,
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    parse,
    print_ast,
    validate,
    visit,
)
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from marketplace.gateway.executor import execute_plan
from marketplace.gateway.executor.refusals import MAX_REFUSALS
from marketplace.gateway.operation.access import AccessFilter, find_access_needs
from marketplace.gateway.operation.operation import coerce_variables, prepare_operation, select_operation
from marketplace.gateway.plan import QueryPlan, print_plan
from marketplace.gateway.planner import Planner
from marketplace.gateway.supergraph.reader import read_supergraph
from tests.harness.access_reference import AccessReference, Client, Demand, Place
from tests.harness.comparison import nulled_places
from tests.harness.federated_schemas import compose_supergraph_sdl
from tests.harness.federated_subgraphs import SubgraphServer, build_client_schema
from tests.harness.gateway_context import request_context
from tests.harness.random_operations import Bounds, RandomOperation, ValuePool, operations
from tests.harness.random_supergraph import RandomSupergraph, supergraphs

THOROUGH = settings.get_current_profile_name() == "thorough"
OPERATIONS = 10 if THOROUGH else 4
POOL = ValuePool({"pick": [0, 1, 2, 3]})
NAMES = {"requiresScopes": ("read", "write", "all"), "policy": ("owner", "adult", "near")}
LINKS = {
    "authenticated": ('@link(url: "https://specs.apollo.dev/authenticated/v0.1", for: SECURITY)', "authenticated"),
    "requiresScopes": (
        '@link(url: "https://specs.apollo.dev/requiresScopes/v0.1", as: "scoped", for: SECURITY)',
        "scoped",
    ),
    "policy": (
        '@link(url: "https://specs.apollo.dev/policy/v0.1", import: [{name: "@policy", as: "@rule"}], for: SECURITY)',
        "rule",
    ),
}
"""How the supergraph links each specification, and what its directive is called there."""


def demands() -> st.SearchStrategy[Demand]:
    def alternatives(directive: str) -> st.SearchStrategy[Demand]:
        needed = st.lists(st.sampled_from(NAMES[directive]), max_size=2, unique=True).map(tuple)
        return st.lists(needed, max_size=2).map(lambda names: Demand(directive, tuple(names) or (("never",),)))

    return st.one_of(st.just(Demand("authenticated")), alternatives("requiresScopes"), alternatives("policy"))


CLIENTS = st.builds(
    Client,
    authenticated=st.booleans(),
    scopes=st.frozensets(st.sampled_from(NAMES["requiresScopes"])),
    policies=st.frozensets(st.sampled_from(NAMES["policy"])),
)


@st.composite
def restrictions(draw: Any, schema: GraphQLSchema) -> dict[Place, list[Demand]]:
    """Demands of some types and fields, seldom of a root field's type, so that something is left to see."""
    places: list[Place] = []
    for name, named in schema.type_map.items():
        if name.startswith("__"):
            continue
        if isinstance(named, GraphQLObjectType | GraphQLInterfaceType | GraphQLEnumType) and name != "Query":
            places.append((name, None))
        if isinstance(named, GraphQLObjectType | GraphQLInterfaceType):
            places.extend([(name, field) for field in named.fields] * 2)
    chosen = draw(st.lists(st.sampled_from(places), min_size=1, max_size=8))
    return {
        place: draw(st.lists(demands(), min_size=1, max_size=2, unique_by=lambda d: d.directive)) for place in chosen
    }


class _Restrict(Visitor):
    """Writes the demands into a supergraph."""

    def __init__(self, restricted: Mapping[Place, list[Demand]]) -> None:
        super().__init__()
        self._restricted = restricted
        self._type = ""

    def enter_schema_definition(self, node: Any, *_: Any) -> Any:
        text = " ".join(link for link, _ in LINKS.values())
        added = parse(f"schema {text} {{ query: Query }}").definitions[0].directives  # type: ignore[attr-defined]
        return replace(node, directives=(*node.directives, *added))

    def _enter_type(self, node: Any, *_: Any) -> Any:
        name = node.name.value
        fields = tuple(self._with(field, (name, field.name.value)) for field in getattr(node, "fields", None) or ())
        changed = replace(node, fields=fields) if fields else node
        return self._with(changed, (name, None))

    enter_object_type_definition = _enter_type
    enter_interface_type_definition = _enter_type
    enter_enum_type_definition = _enter_type

    def _with(self, node: Any, place: Place) -> Any:
        if place not in self._restricted:
            return node
        texts = " ".join(str(d).replace(d.directive, LINKS[d.directive][1], 1) for d in self._restricted[place])
        added = parse(f"scalar S {texts}").definitions[0].directives  # type: ignore[attr-defined]
        return replace(node, directives=(*(node.directives or ()), *added))


class Federation:
    """A random supergraph with restrictions, served to one client after another."""

    def __init__(self, generated: RandomSupergraph, restricted: Mapping[Place, list[Demand]]) -> None:
        self._world = generated.world
        self._generated = generated
        self._servers = [SubgraphServer(generated.world, subgraph) for subgraph in generated.subgraphs]
        composed = parse(compose_supergraph_sdl(generated.sdls))
        self.supergraph = read_supergraph(print_ast(visit(composed, _Restrict(restricted))))
        self.client_schema = build_client_schema(generated.world, generated.subgraphs)
        self._restricted = restricted

    def check(self, operation: RandomOperation, client: Client) -> None:
        """Ask the gateway twice (its second answer comes from compiled code) and the reference once."""
        reference = AccessReference(self.client_schema, self._restricted, client)
        plan = self._plan(operation, client)
        note(f"{client}\n{print_plan(plan)}")
        definition = select_operation(parse(operation.query), None)
        variables = coerce_variables(self.supergraph, definition, operation.variables)
        expected = reference.answer(self._world, operation.query, operation.variables)
        for server in self._servers:
            server.transport.requests.clear()
        for _ in range(2):
            self._ask(plan, variables, expected)
        for server in self._servers:
            for request in server.transport.requests:
                self._look_for_leaks(server, request.body, reference)

    def _plan(self, operation: RandomOperation, client: Client) -> QueryPlan:
        document = parse(operation.query)
        rules = self.supergraph.access
        assert rules is not None
        needs = find_access_needs(self.supergraph, rules, document, select_operation(document, None))
        refused = needs.unmet(
            authenticated=client.authenticated, scopes=client.scopes, policies=client.policies & needs.policies
        )
        access = AccessFilter(rules, refused) if refused else None
        coerced = coerce_variables(self.supergraph, select_operation(document, None), operation.variables)
        return Planner(self.supergraph).plan(prepare_operation(self.supergraph, document, None, coerced, access=access))

    def _ask(self, plan: QueryPlan, variables: Mapping[str, Any], expected: dict[str, Any]) -> None:
        transports = {server.name: server.transport for server in self._servers}
        result = asyncio.run(execute_plan(plan, variables, request_context(), transports))
        answer = {"data": result.data, "errors": result.errors}
        note(f"answer:   {json.dumps(answer)}\nexpected: {json.dumps(expected)}")
        assert json.dumps(answer["data"]) == json.dumps(expected["data"])
        told, due = nulled_places(answer), nulled_places(expected)
        assert told <= due
        if len(result.errors) < MAX_REFUSALS // max(1, len(plan.refusals)):
            assert told == due
        assert not [text for server in self._servers for text in server.violations]

    def _look_for_leaks(self, server: SubgraphServer, body: bytes, reference: AccessReference) -> None:
        """Only keys, and what computed fields are made of, may be asked of a subgraph though the client may not see
        them.
        """
        for type_name, field_name in _asked(server.schema, json.loads(body)["query"]):
            if field_name.startswith("_"):
                continue
            possible = self._world.types[type_name].members or (type_name,)
            if any((each, field_name) in self._inputs for each in (type_name, *possible)):
                continue
            allowed = [
                reference.allows_field(each, field_name)
                for each in possible
                if field_name in getattr(self.client_schema.type_map.get(each), "fields", {})
            ]
            assert any(allowed), f"{type_name}.{field_name} was asked of {server.name}: {body!r}"

    @cached_property
    def _inputs(self) -> set[Place]:
        """Fields of keys and of requirements."""
        found: set[Place] = set()
        for name, type_ in self._world.types.items():
            texts = [*type_.keys, *(f.computed for f in type_.fields.values() if f.computed)]
            texts += [key for subgraph in self._generated.subgraphs for key in subgraph.parts.get(name, _NOTHING).keys]
            for text in texts:
                for each in self._world.members(name):
                    found |= set(_asked(self.client_schema, f"fragment F on {each} {{ {text} }}"))
                found |= set(_asked(self.client_schema, f"fragment F on {name} {{ {text} }}"))
        return found


class _NoPart:
    keys: Mapping[str, bool] = {}


_NOTHING = _NoPart()


def _asked(schema: GraphQLSchema, text: str) -> Iterator[tuple[str, str]]:
    """(type, field) for each field of a document; of types that the schema does not have none."""
    info = TypeInfo(schema)
    found: list[tuple[str, str]] = []

    class Fields(Visitor):
        def enter_field(self, node: FieldNode, *_: Any) -> None:
            if (parent := info.get_parent_type()) is not None:
                found.append((parent.name, node.name.value))

    visit(parse(text), TypeInfoVisitor(info, Fields()))
    return iter(found)


@given(st.data())
@settings(
    max_examples=2000 if THOROUGH else 10,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
def test_a_client_gets_what_it_may_see(data: st.DataObject) -> None:
    generated = data.draw(supergraphs())
    schema = build_client_schema(generated.world, generated.subgraphs)
    federation = Federation(generated, data.draw(restrictions(schema)))
    strategy = operations(schema, POOL, Bounds(depth=7, fields=4, total=30))
    for _ in range(OPERATIONS):
        operation, client = data.draw(strategy), data.draw(CLIENTS)
        if not validate(schema, parse(operation.query)):
            federation.check(operation, client)
