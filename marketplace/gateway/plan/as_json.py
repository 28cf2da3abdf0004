"""The plan as JSON for machines."""

from typing import Any

from marketplace.gateway.plan.nodes import Fetch, QueryPlan
from marketplace.gateway.plan.text import print_inputs, print_path


def plan_to_json(plan: QueryPlan) -> dict[str, Any]:
    """`{"operationType", "introspection", "fetches": [{"id", "subgraph", "dependsOn", "document",
    "variables", "path", "entities": [{"type", "path", "types", "inputs"}]}]}`.
    """
    return {
        "operationType": plan.operation_type.value,
        "introspection": plan.introspection is not None,
        "fetches": [_fetch_to_json(fetch) for fetch in plan.fetches],
    }


def _fetch_to_json(fetch: Fetch) -> dict[str, Any]:
    return {
        "id": fetch.index,
        "subgraph": fetch.subgraph,
        "dependsOn": list(fetch.depends_on),
        "document": fetch.document,
        "variables": list(fetch.variables),
        "path": print_path(fetch.path),
        "entities": [
            {
                "type": source.typename,
                "path": print_path(source.path),
                "types": None if source.types is None else sorted(source.types),
                "inputs": print_inputs(source.inputs),
            }
            for request in fetch.entities
            for source in request.sources
        ],
    }
