"""The plan as JSON for machines."""

from typing import Any

from marketplace.gateway.plan.nodes import EntityRequest, EntitySource, Fetch, QueryPlan
from marketplace.gateway.plan.text import print_inputs, print_path, print_refusal


def plan_to_json(plan: QueryPlan) -> dict[str, Any]:
    """`{"operationType", "introspection", "fetches": [{"id", "subgraph", "dependsOn", "document",
    "variables", "path", "entities": [{"type", "path", "types", "inputs"}]}]}`. Entities that take values from contexts
    have `"contexts"` too: `[{"variable", "type", "sources": [{"path", "types", "inputs"}]}]`. What is withheld from the
    client stands in `"withheld"`, where there is something.
    """
    described: dict[str, Any] = {
        "operationType": plan.operation_type.value,
        "introspection": plan.introspection is not None,
        "fetches": [_fetch_to_json(fetch) for fetch in plan.fetches],
    }
    if plan.refusals:
        described["withheld"] = [print_refusal(refusal) for refusal in plan.refusals]
    return described


def _fetch_to_json(fetch: Fetch) -> dict[str, Any]:
    return {
        "id": fetch.index,
        "subgraph": fetch.subgraph,
        "dependsOn": list(fetch.depends_on),
        "document": fetch.document,
        "variables": list(fetch.variables),
        "path": print_path(fetch.path),
        "entities": [_source_to_json(request, source) for request in fetch.entities for source in request.sources],
    }


def _source_to_json(request: EntityRequest, source: EntitySource) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "type": source.typename,
        "path": print_path(source.path),
        "types": _types_to_json(source.types),
        "inputs": print_inputs(source.inputs),
    }
    if request.contexts:
        entry["contexts"] = [
            {
                "variable": variable.name,
                "type": variable.type,
                "sources": [
                    {
                        "path": print_path(source.path[: each.depth]),
                        "types": _types_to_json(each.types),
                        "inputs": print_inputs(each.inputs),
                    }
                    for each in found
                ],
            }
            for variable, found in zip(request.contexts, source.contexts, strict=True)
        ]
    return entry


def _types_to_json(types: frozenset[str] | None) -> list[str] | None:
    return None if types is None else sorted(types)
