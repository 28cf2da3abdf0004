"""The request is a list of stages; these are the lists, in their order."""

import time
from collections.abc import Awaitable, Callable

from marketplace.gateway.pipeline.admit_origin import admit_origin
from marketplace.gateway.pipeline.authenticate import authenticate
from marketplace.gateway.pipeline.authorize_fields import authorize_fields
from marketplace.gateway.pipeline.enforce_limits import enforce_limits
from marketplace.gateway.pipeline.estimate_cost import bound_subgraph_costs, estimate_cost
from marketplace.gateway.pipeline.exchange import Exchange
from marketplace.gateway.pipeline.execute import execute
from marketplace.gateway.pipeline.explain import explain_plan
from marketplace.gateway.pipeline.find_response import find_response
from marketplace.gateway.pipeline.identify_client import identify_client
from marketplace.gateway.pipeline.keep_response import keep_response
from marketplace.gateway.pipeline.limit_rate import correct_charged_cost, limit_operation_rate, limit_rate
from marketplace.gateway.pipeline.measure_cost import measure_cost
from marketplace.gateway.pipeline.parse import parse_document
from marketplace.gateway.pipeline.plan import plan_operation
from marketplace.gateway.pipeline.read_request import read_request
from marketplace.gateway.pipeline.resolve_persisted import refuse_unknown, resolve_persisted
from marketplace.gateway.pipeline.select_operation import select_operation_and_variables
from marketplace.gateway.pipeline.services import Services
from marketplace.gateway.pipeline.shed_load import shed_load
from marketplace.gateway.pipeline.validate import validate_document

Stage = Callable[[Exchange, Services], Awaitable[None] | None]
"""Sets its attributes of the exchange or raises. Returns an awaitable only when it has to wait."""

ADMISSION: tuple[Stage, ...] = (identify_client, shed_load, limit_rate, resolve_persisted)
"""Is the client welcome?"""
PREPARATION: tuple[Stage, ...] = (
    parse_document,
    refuse_unknown,
    enforce_limits,
    validate_document,
    select_operation_and_variables,
    authorize_fields,
    estimate_cost,
    limit_operation_rate,
)
"""May the operation run?"""
EXECUTION: tuple[Stage, ...] = (
    plan_operation,
    explain_plan,
    bound_subgraph_costs,
    execute,
    measure_cost,
    correct_charged_cost,
    keep_response,
)
"""What is the answer?"""
ENTRY: tuple[Stage, ...] = (admit_origin, read_request, authenticate, *ADMISSION, find_response)
"""An HTTP request, until it is known whether there is an answer already."""

HTTP_STAGE_NAMES = tuple(stage.__name__ for stage in (*ENTRY, *PREPARATION, *EXECUTION))
OPERATION_STAGE_NAMES = tuple(stage.__name__ for stage in (*ADMISSION, *PREPARATION, *EXECUTION))


async def run_stages(stages: tuple[Stage, ...], exchange: Exchange, services: Services) -> None:
    """One after the other, until one raises; each end is noted where telemetry wants it."""
    if exchange.report is None:
        for stage in stages:
            if (pending := stage(exchange, services)) is not None:
                await pending
        return
    mark, clock = exchange.report.marks.append, time.monotonic
    for stage in stages:
        if (pending := stage(exchange, services)) is not None:
            await pending
        mark(clock())
