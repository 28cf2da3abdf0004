"""Gathers entities that are asked for with values from their contexts.

An argument has one value for a whole list of entities. Entities whose contexts give other values go into
another list of the same request.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import orjson

from marketplace.gateway.executor.gathering import add_entity
from marketplace.gateway.executor.program import Gathered, Program
from marketplace.gateway.executor.representations import MISSING, build_representation
from marketplace.gateway.executor.targets import find_targets_with_outer, type_of
from marketplace.gateway.plan.document import client_variables, entity_document, numbered
from marketplace.gateway.plan.nodes import ContextSource, EntityRequest, EntitySource, Fetch, Inputs, Variable


def gather_with_contexts(fetch: Fetch, program: Program, root: dict[str, Any]) -> tuple[Fetch, list[Gathered]]:
    """The fetch with as many lists of entities as the values in the working tree demand, and these lists."""
    asked: list[Gathered] = []
    renames = dict(fetch.renames or {})
    for request in fetch.entities:
        if not request.contexts:
            asked.append(program.gather(request, root))
            continue
        lists = _lists(request, root)
        below = renames.pop(request.response_key, None)
        for number, (values, gathered) in enumerate(lists):
            if len(lists) > 1:
                gathered.request = numbered(request, number)
            names = (variable.name for variable in gathered.request.contexts)
            gathered.contexts = dict(zip(names, values, strict=True))
            if below is not None:
                key = gathered.request.response_key
                renames[key] = (key, below[1])
            asked.append(gathered)
    requests = tuple(gathered.request for gathered in asked)
    if requests == fetch.entities:
        return fetch, asked
    changed = replace(
        fetch,
        document=entity_document(fetch.operation_name, requests),
        variables=tuple(variable.name for variable in client_variables(requests)),
        entities=requests,
        renames=renames or None,
    )
    return changed, asked


def _lists(request: EntityRequest, root: dict[str, Any]) -> list[tuple[list[Any], Gathered]]:
    """The values of the context variables, and the entities to ask for with these."""
    lists: dict[bytes, tuple[list[Any], Gathered]] = {}
    for source in request.sources:
        for way in find_targets_with_outer(root, source.path, source.types):
            values = _values(request.contexts, source, way)
            representation = build_representation(source, way[-1])
            if values is None or representation is None:
                continue
            _, gathered = lists.setdefault(orjson.dumps(values), (values, Gathered(request)))
            add_entity(
                (source, way[-1]),
                representation,
                gathered.index_of,
                gathered.representations,
                gathered.waiting,
            )
    return list(lists.values())


def _values(variables: Sequence[Variable], source: EntitySource, way: Sequence[dict[str, Any]]) -> list[Any] | None:
    """The values of the context variables for an entity; None when one was never fetched, or is null and may
    not be: then the entity cannot be asked for.
    """
    values = []
    for variable, sources in zip(variables, source.contexts, strict=True):
        value = _nearest(sources, way)
        if value is MISSING or (value is None and variable.required):
            return None
        values.append(value)
    return values


def _nearest(sources: Sequence[ContextSource], way: Sequence[dict[str, Any]]) -> Any:
    for source in sources:
        outer = way[source.depth]
        if source.types is None or type_of(outer) in source.types:
            return _leaf(source.inputs, outer)
    return None


def _leaf(inputs: Inputs, value: Any) -> Any:
    """The leaf that the inputs lead to; a list of leaves where a list is on the way."""
    if isinstance(value, list):
        items = [_leaf(inputs, item) for item in value]
        return MISSING if any(item is MISSING for item in items) else items
    if not isinstance(value, dict):
        return value
    for field in inputs.fields:
        if field.types is None or type_of(value) in field.types:
            found = value.get(field.key, MISSING)
            return found if field.children is None or found is MISSING else _leaf(field.children, found)
    return None
