"""The Strawberry schema of a subgraph: Federation 2, with parsed and validated documents cached."""

from collections.abc import Iterable
from functools import partial
from typing import Final

import strawberry
from graphql import GraphQLError
from strawberry.extensions import ParserCache, ValidationCache
from strawberry.federation.versions import FEDERATION_VERSIONS
from strawberry.types import ExecutionContext

from marketplace.common.schema.descriptions import describe_by_docstrings

CACHED_DOCUMENTS: Final = 1000
"""Of each subgraph process. The gateway sends few distinct documents: one per fetch of a plan."""


class FederatedSchema(strawberry.federation.Schema):
    """Leaves the logging of errors to the endpoint, which knows whose fault each one is."""

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        pass


FEDERATION_VERSIONS.setdefault("2.12", (2, 12))


def federated_schema(*, query: type, mutation: type | None = None, types: Iterable[type] = ()) -> FederatedSchema:
    schema = FederatedSchema(
        query=query,
        mutation=mutation,
        types=types,
        federation_version="2.12",  # type: ignore[arg-type]  # Strawberry's types end with 2.11
        extensions=[
            partial(ParserCache, maxsize=CACHED_DOCUMENTS),
            partial(ValidationCache, maxsize=CACHED_DOCUMENTS),
        ],
    )
    describe_by_docstrings(schema._schema)  # noqa: SLF001 - Strawberry offers no other way to it
    return schema
