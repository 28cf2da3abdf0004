"""The text of the operations that subgraphs are sent."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from operator import attrgetter

from graphql import OperationType

from marketplace.gateway.plan.nodes import EntityRequest, Variable


def root_document(
    operation_type: OperationType, title: str | None, variables: Sequence[Variable], selection: str
) -> str:
    """The operation that asks for root fields."""
    declarations = ",".join(map(_declaration, variables))
    header = f"{operation_type.value} {title or ''}{'(' + declarations + ')' if variables else ''}"
    return selection if header == "query " else header + selection


def entity_document(title: str | None, requests: Sequence[EntityRequest]) -> str:
    """The operation that asks for all these lists of entities."""
    declarations = [f"${request.variable}:[_Any!]!" for request in requests]
    declarations += [_declaration(variable) for request in requests for variable in request.contexts]
    declarations += map(_declaration, client_variables(requests))
    lists = (
        f"{r.alias + ':' if r.alias else ''}_entities(representations:${r.variable}){r.selection}" for r in requests
    )
    return f"query {title or ''}({','.join(declarations)}){{{' '.join(lists)}}}"


def client_variables(requests: Iterable[EntityRequest]) -> list[Variable]:
    """All of the client's variables that the requests use, by name."""
    return sorted({variable for request in requests for variable in request.variables}, key=attrgetter("name"))


def _declaration(variable: Variable) -> str:
    return f"${variable.name}:{variable.type}"


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
        contexts=tuple(Variable(renamed[variable.name], variable.type) for variable in request.contexts),
    )


def numbered(request: EntityRequest, number: int) -> EntityRequest:
    """The request as one of several in an operation that ask for the same, with other values of contexts."""
    return replace(
        with_own_contexts(request, f"_{number}"),
        alias=f"{request.alias or ''}_{number}",
        variable=f"{request.variable}_{number}",
    )
