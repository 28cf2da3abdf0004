"""The subgraphs as endpoints, for whoever serves them: the gateway's process or processes of their own."""

from enum import StrEnum
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings

from marketplace.common.problems import ProblemError
from marketplace.common.schema.federated_schema import FederatedSchema
from marketplace.common.subgraph_endpoint import SubgraphEndpoint


class SubgraphName(StrEnum):
    """The folders in `marketplace/subgraphs`; each schema package offers `schema` and `loaders_factory`."""

    USERS = "users"
    OFFERS = "offers"
    REVIEWS = "reviews"


def schema_of(name: SubgraphName) -> FederatedSchema:
    """Return the schema; imported by name, so that a process that serves one subgraph loads one."""
    schema: FederatedSchema = import_module(f"marketplace.subgraphs.{name}.schema").schema
    return schema


def schema_file_of(name: SubgraphName) -> Path:
    return Path(__file__).parent / "subgraphs" / name / "schema.graphql"


@cache
def endpoint_of(name: SubgraphName) -> SubgraphEndpoint[Any]:
    """Return the endpoint, the same at every call, so that its document caches are shared."""
    return SubgraphEndpoint(
        name=name,
        schema=schema_of(name),
        loaders_factory=import_module(f"marketplace.subgraphs.{name}.schema").loaders_factory,
        internal_key=settings.INTERNAL_TOKEN_KEY,
    )


def client_error_codes() -> frozenset[str]:
    """Return the codes of every refusal: their messages are written for clients, so the gateway passes them on."""
    for name in SubgraphName:
        import_module(f"marketplace.subgraphs.{name}.errors")
    codes: set[str] = set()
    pending: list[type[ProblemError]] = [ProblemError]
    while pending:
        kind = pending.pop()
        codes.add(str(kind.code))
        pending.extend(kind.__subclasses__())
    return frozenset(codes)
