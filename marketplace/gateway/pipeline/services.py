"""What the stages work with: built once when the gateway starts, shared by all requests."""

from collections.abc import Mapping
from dataclasses import dataclass

from graphql import GraphQLError

from marketplace.gateway.auth import ClientTokenVerifier
from marketplace.gateway.cache import LruCache, SingleFlight
from marketplace.gateway.config import GatewayConfig
from marketplace.gateway.context import IdentityHeaders
from marketplace.gateway.pipeline.exchange import PreparedDocument
from marketplace.gateway.pipeline.worker import Worker
from marketplace.gateway.plan import QueryPlan
from marketplace.gateway.planner import Planner
from marketplace.gateway.ports import Recorder, Transport
from marketplace.gateway.supergraph.model import Supergraph

PlanKey = tuple[bytes, str | None, tuple[bool | None, ...]]
"""Document hash, operation name, values of the document's condition variables in their order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """`worker` runs what is CPU-bound and slow (validation, planning) away from the event loop."""

    config: GatewayConfig
    supergraph: Supergraph
    planner: Planner
    transports: Mapping[str, Transport]
    recorder: Recorder
    worker: Worker
    token_verifier: ClientTokenVerifier | None
    identity_headers: IdentityHeaders
    documents: LruCache[str, PreparedDocument]
    plans: LruCache[PlanKey, QueryPlan]
    validations: SingleFlight[tuple[bytes, bool], tuple[GraphQLError, ...]]
    plannings: SingleFlight[PlanKey, QueryPlan]
