"""The text of the operations that subgraphs are sent."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from graphql import OperationType

from marketplace.gateway.plan.nodes import ContextVariable, EntityRequest


def root_document(operation_type: OperationType, title: str | None, declared: Sequence[str], selection: str) -> str:
    """The operation that asks for root fields."""
    header = f"{operation_type.value} {title or ''}{'(' + ','.join(declared) + ')' if declared else ''}"
    return selection if header == "query " else header + selection


def entity_document(title: str | None, declared: Iterable[str], requests: Sequence[EntityRequest]) -> str:
    """The operation that asks for all these lists of entities."""
    declarations = [f"${request.variable}:[_Any!]!" for request in requests]
    declarations += [f"${variable.name}:{variable.type}" for request in requests for variable in request.contexts]
    lists = (
        f"{r.alias + ':' if r.alias else ''}_entities(representations:${r.variable}){r.selection}" for r in requests
    )
    return f"query {title or ''}({','.join((*declarations, *declared))}){{{' '.join(lists)}}}"


def with_own_contexts(request: EntityRequest, suffix: str) -> EntityRequest:
    """The request with the suffix on the names of its context variables: another request of the operation
    may have other values for them.
    """
    if not request.contexts:
        return request
    renamed = {variable.name: variable.name + suffix for variable in request.contexts}
    return replace(
        request,
        selection=re.sub(rf"\$({'|'.join(renamed)})\b", lambda found: f"${renamed[found[1]]}", request.selection),
        contexts=tuple(ContextVariable(renamed[variable.name], variable.type) for variable in request.contexts),
    )


def numbered(request: EntityRequest, number: int) -> EntityRequest:
    """The request as one of several in an operation that ask for the same, with other values of contexts."""
    return replace(
        with_own_contexts(request, f"_{number}"),
        alias=f"{request.alias or ''}_{number}",
        variable=f"{request.variable}_{number}",
    )
