"""From a request to its responses, stage by stage."""

from marketplace.gateway.pipeline.admit_origin import answer_preflight, may_ask
from marketplace.gateway.pipeline.client_directory import ClientDirectory
from marketplace.gateway.pipeline.demand_control import DemandControl, OperationCost
from marketplace.gateway.pipeline.exchange import (
    Exchange,
    HttpRequest,
    HttpResponse,
    PlanKey,
    PreparedDocument,
    StreamedResponse,
)
from marketplace.gateway.pipeline.handler import Handler
from marketplace.gateway.pipeline.new_exchange import new_exchange
from marketplace.gateway.pipeline.outbox import Outbox
from marketplace.gateway.pipeline.services import CachedPlan, Services
from marketplace.gateway.pipeline.shared_work import SharedWork
from marketplace.gateway.pipeline.worker import Worker
from marketplace.gateway.pipeline.write_response import Response

__all__ = [
    "CachedPlan",
    "ClientDirectory",
    "DemandControl",
    "Exchange",
    "Handler",
    "HttpRequest",
    "HttpResponse",
    "OperationCost",
    "Outbox",
    "PlanKey",
    "PreparedDocument",
    "Response",
    "Services",
    "SharedWork",
    "StreamedResponse",
    "Worker",
    "answer_preflight",
    "may_ask",
    "new_exchange",
]
