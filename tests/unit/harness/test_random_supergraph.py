"""The generator's supergraphs compose, into the schema that was meant, and use every feature of federation."""

from __future__ import annotations

import pytest
from graphql import GraphQLSchema, lexicographic_sort_schema, print_type
from hypothesis import HealthCheck, Phase, find, given, settings

from tests.harness.federated_schemas import compose_supergraph
from tests.harness.federated_subgraphs import build_client_schema
from tests.harness.random_supergraph import RandomSupergraph, supergraphs

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]


@given(supergraphs())
@settings(max_examples=20, deadline=None, suppress_health_check=SLOW)
def test_clients_see_what_the_world_has(generated: RandomSupergraph) -> None:
    composed = compose_supergraph(generated.sdls).client_schema
    expected = build_client_schema(generated.world, generated.subgraphs)
    assert printed_types(composed) == printed_types(expected)


def printed_types(schema: GraphQLSchema) -> list[str]:
    return [print_type(each) for each in lexicographic_sort_schema(schema).type_map.values()]


@pytest.mark.parametrize(
    "feature",
    [
        '@key(fields: "house door")',
        '@key(fields: "spot { x y }")',
        "resolvable: false",
        "@interfaceObject",
        "interface I0 @key",
        "@override(from:",
        '@requires(fields: "f',
        '@requires(fields: "r_',
        "(mood: CALM)",
        "(pick: 3)",
        "{ ... on E",
        '@provides(fields: "... on',
        "union U = E0 | V0",
        "E0Part",
    ],
)
def test_every_feature_is_drawn(feature: str) -> None:
    generated = find(
        supergraphs(),
        lambda each: feature in repr(each),
        settings=settings(phases=[Phase.generate], max_examples=3000, suppress_health_check=SLOW, deadline=None),
    )
    assert feature in repr(generated)
