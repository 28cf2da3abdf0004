"""The request is a list of stages; these are the lists, in their order."""

import time
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from marketplace.gateway.pipeline.admit_origin import admit_origin
from marketplace.gateway.pipeline.authenticate import authenticate
from marketplace.gateway.pipeline.authorize_fields import authorize_fields
from marketplace.gateway.pipeline.call_hooks import call_operation_hooks, call_plan_hooks, call_request_hooks
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
from marketplace.gateway.pipeline.pass_headers import pass_headers
from marketplace.gateway.pipeline.plan import plan_operation
from marketplace.gateway.pipeline.read_request import read_request
from marketplace.gateway.pipeline.resolve_persisted import refuse_unknown, resolve_persisted
from marketplace.gateway.pipeline.select_operation import select_operation_and_variables
from marketplace.gateway.pipeline.services import Services
from marketplace.gateway.pipeline.shed_load import shed_load
from marketplace.gateway.pipeline.validate import validate_document

Stage = Callable[[Exchange, Services], Awaitable[None] | None]
"""Sets its attributes of the exchange or raises. Returns an awaitable only when it has to wait."""

ADMISSION: tuple[Stage, ...] = (shed_load, limit_rate, resolve_persisted)
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
ENTRY: tuple[Stage, ...] = (identify_client, admit_origin, read_request, authenticate, *ADMISSION, find_response)
"""An HTTP request, until it is known whether there is an answer already. Whoever is refused is known by then."""


class StageLists(NamedTuple):
    """Those of one gateway."""

    entry: tuple[Stage, ...]
    admission: tuple[Stage, ...]
    preparation: tuple[Stage, ...]
    execution: tuple[Stage, ...]

    @property
    def http_names(self) -> tuple[str, ...]:
        """Of the stages of a request over HTTP."""
        return tuple(stage.__name__ for stage in (*self.entry, *self.preparation, *self.execution))

    @property
    def operation_names(self) -> tuple[str, ...]:
        """Of the stages of an operation on a connection of many."""
        return tuple(stage.__name__ for stage in (*self.admission, *self.preparation, *self.execution))


STAGES = StageLists(ENTRY, (identify_client, *ADMISSION), PREPARATION, EXECUTION)


def stages_for(services: Services) -> StageLists:
    """With the stages for hooks and headers where there are any, so that elsewhere they cost nothing."""
    hooks, stages = services.hooks, STAGES
    if hooks is not None and hooks.on_request:
        stages = stages._replace(
            entry=_after(limit_rate, call_request_hooks, stages.entry),
            admission=_after(limit_rate, call_request_hooks, stages.admission),
        )
    if hooks is not None and hooks.on_operation:
        stages = stages._replace(preparation=(*stages.preparation, call_operation_hooks))
    if hooks is not None and hooks.on_plan:
        stages = stages._replace(execution=_after(plan_operation, call_plan_hooks, stages.execution))
    if services.response_headers is not None:
        stages = stages._replace(execution=(*stages.execution, pass_headers))
    return stages


def _after(known: Stage, new: Stage, stages: tuple[Stage, ...]) -> tuple[Stage, ...]:
    place = stages.index(known) + 1
    return (*stages[:place], new, *stages[place:])


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
