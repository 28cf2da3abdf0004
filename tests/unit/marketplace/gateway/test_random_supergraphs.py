"""The gateway's answer is the answer of one schema over the same data, for random supergraphs and operations.

Runs a small sample. For thousands: `pytest tests/unit/marketplace/gateway/test_random_supergraphs.py
--hypothesis-profile=thorough`.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from graphql import parse, validate
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from marketplace.gateway.cache import AnswerCaching
from marketplace.gateway.config import ResponseCacheConfig
from marketplace.gateway.executor import execute_plan
from marketplace.gateway.operation.operation import coerce_variables, select_operation
from marketplace.gateway.plan import print_plan
from tests.harness.comparison import nulled_places
from tests.harness.federated_schemas import compose_supergraph, plan_operation
from tests.harness.federated_subgraphs import SubgraphServer, build_client_schema, reference_answer
from tests.harness.gateway_context import request_context
from tests.harness.random_operations import Bounds, RandomOperation, ValuePool, operations
from tests.harness.random_supergraph import RandomSupergraph, supergraphs

THOROUGH = settings.get_current_profile_name() == "thorough"
OPERATIONS = 10 if THOROUGH else 5
POOL = ValuePool({"pick": [0, 1, 2, 3]})


class Federation:
    """A random supergraph, served."""

    def __init__(self, generated: RandomSupergraph) -> None:
        self._world = generated.world
        self._servers = [SubgraphServer(generated.world, subgraph) for subgraph in generated.subgraphs]
        self.supergraph = compose_supergraph(generated.sdls)
        self.client_schema = build_client_schema(generated.world, generated.subgraphs)
        self._kept = AnswerCaching(ResponseCacheConfig(default_max_age=600.0)).fetches(self.supergraph)

    def check(self, operation: RandomOperation) -> None:
        """Ask the gateway twice (its second answer comes from compiled code), twice more while it keeps subgraphs'
        answers, also those to the operations before, and the reference once.
        """
        plan = plan_operation(self.supergraph, operation.query, operation.variables)
        note(print_plan(plan))
        definition = select_operation(parse(operation.query), None)
        variables = coerce_variables(self.supergraph, definition, operation.variables)
        transports = {server.name: server.transport for server in self._servers}
        expected = reference_answer(self._world, self.client_schema, operation.query, operation.variables)
        for keeps in (False, False, True, True):
            context = request_context()
            context.answers = self._kept.begin(None, b"") if keeps else None
            result = asyncio.run(execute_plan(plan, variables, context, transports))
            same({"data": result.data, "errors": result.errors}, expected)
            assert not [text for server in self._servers for text in server.violations]


def same(answer: Mapping[str, Any], expected: Mapping[str, Any]) -> None:
    """Equal data in equal order, and nulls for the same reasons."""
    note(f"answer:   {json.dumps(answer)}\nexpected: {json.dumps(expected)}")
    assert json.dumps(answer["data"]) == json.dumps(expected["data"])
    assert nulled_places(answer) == nulled_places(expected)


@given(st.data())
@settings(
    max_examples=2000 if THOROUGH else 30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
def test_gateway_answers_like_one_schema(data: st.DataObject) -> None:
    federation = Federation(data.draw(supergraphs()))
    strategy = operations(federation.client_schema, POOL, Bounds(depth=7, fields=4, total=30))
    for _ in range(OPERATIONS):
        operation = data.draw(strategy)
        if not validate(federation.client_schema, parse(operation.query)):
            federation.check(operation)
