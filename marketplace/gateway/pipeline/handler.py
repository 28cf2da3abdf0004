"""The request is a list of stages; this is the list, and what happens when a stage refuses."""

import logging
import re
import secrets
import time
from collections.abc import Awaitable, Callable

from marketplace.gateway.errors import ClientError, InternalError, RequestError
from marketplace.gateway.pipeline.authenticate import authenticate
from marketplace.gateway.pipeline.enforce_limits import enforce_limits
from marketplace.gateway.pipeline.exchange import Exchange, HttpRequest, HttpResponse
from marketplace.gateway.pipeline.execute import execute
from marketplace.gateway.pipeline.explain import explain_plan
from marketplace.gateway.pipeline.parse import parse_document
from marketplace.gateway.pipeline.plan import plan_operation
from marketplace.gateway.pipeline.read_request import read_request
from marketplace.gateway.pipeline.select_operation import select_operation_and_variables
from marketplace.gateway.pipeline.services import Services
from marketplace.gateway.pipeline.validate import validate_document
from marketplace.gateway.pipeline.write_response import (
    write_client_error,
    write_internal_error,
    write_result,
)
from marketplace.gateway.ports import RequestReport

logger = logging.getLogger(__name__)

Stage = Callable[[Exchange, Services], Awaitable[None] | None]
"""Sets its attributes of the exchange or raises. Returns an awaitable only when it has to wait."""

STAGES: tuple[Stage, ...] = (
    read_request,
    authenticate,
    parse_document,
    enforce_limits,
    validate_document,
    select_operation_and_variables,
    plan_operation,
    explain_plan,
    execute,
)

REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


class Handler:
    """Every request gets a response; nothing is raised but cancellation."""

    def __init__(self, services: Services, stages: tuple[Stage, ...] = STAGES) -> None:
        self._services = services
        self._stages = stages
        self._recorder = services.recorder

    async def handle(self, request: HttpRequest) -> HttpResponse:
        """Run the stages until one refuses, and write down how it went."""
        exchange = Exchange(request, _request_id(request))
        code: str | None = None
        try:
            for stage in self._stages:
                await self._run(stage, exchange)
            response = write_result(exchange)
        except ClientError as error:
            code = error.code
            response = write_client_error(exchange, error)
        except Exception:
            code = InternalError.code
            logger.exception("Request %s failed inside the gateway", exchange.request_id)
            response = write_internal_error(exchange)
        if self._recorder.enabled:
            self._report(exchange, response, code)
        return response

    def refuse(self, request: HttpRequest, error: RequestError) -> HttpResponse:
        """The response to a request that could not even be received."""
        exchange = Exchange(request, _request_id(request))
        response = write_client_error(exchange, error)
        if self._recorder.enabled:
            self._report(exchange, response, error.code)
        return response

    async def _run(self, stage: Stage, exchange: Exchange) -> None:
        started = time.perf_counter() if self._recorder.enabled else 0.0
        try:
            pending = stage(exchange, self._services)
            if pending is not None:
                await pending
        finally:
            if self._recorder.enabled:
                self._recorder.stage_finished(stage.__name__, time.perf_counter() - started)

    def _report(self, exchange: Exchange, response: HttpResponse, code: str | None) -> None:
        operation = getattr(exchange, "operation", None)
        self._recorder.request_finished(
            RequestReport(
                status=response.status,
                seconds=time.monotonic() - exchange.started,
                code=code,
                operation=operation.name.value if operation is not None and operation.name else None,
            )
        )


def _request_id(request: HttpRequest) -> str:
    """The client's own id where it is harmless, so that its logs and ours can be joined."""
    given = request.headers.get("x-request-id", "")
    return given if REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
