"""The request is a list of stages; this is the list, and what happens when a stage refuses."""

import logging
import re
import secrets
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing
from http import HTTPStatus
from typing import Any

from marketplace.gateway.auth import VerifiedToken
from marketplace.gateway.errors import MASKED_INTERNAL_MESSAGE, ClientError, InternalError, RequestError
from marketplace.gateway.pipeline.authenticate import authenticate, new_context, verify_authorization
from marketplace.gateway.pipeline.enforce_limits import enforce_limits
from marketplace.gateway.pipeline.exchange import Exchange, HttpRequest
from marketplace.gateway.pipeline.execute import execute
from marketplace.gateway.pipeline.explain import explain_plan
from marketplace.gateway.pipeline.parse import parse_document
from marketplace.gateway.pipeline.plan import plan_operation
from marketplace.gateway.pipeline.read_request import read_parameters, read_request
from marketplace.gateway.pipeline.respond import response_bodies
from marketplace.gateway.pipeline.select_operation import select_operation_and_variables
from marketplace.gateway.pipeline.services import Services
from marketplace.gateway.pipeline.validate import validate_document
from marketplace.gateway.pipeline.write_response import (
    Response,
    write_client_error,
    write_internal_error,
    write_result,
)
from marketplace.gateway.ports import RequestReport

logger = logging.getLogger(__name__)

Stage = Callable[[Exchange, Services], Awaitable[None] | None]
"""Sets its attributes of the exchange or raises. Returns an awaitable only when it has to wait."""

OPERATION_STAGES: tuple[Stage, ...] = (
    parse_document,
    enforce_limits,
    validate_document,
    select_operation_and_variables,
    plan_operation,
    explain_plan,
    execute,
)
STAGES: tuple[Stage, ...] = (read_request, authenticate, *OPERATION_STAGES)

REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


class Handler:
    """Every HTTP request gets a response; nothing is raised but cancellation."""

    def __init__(self, services: Services, stages: tuple[Stage, ...] = STAGES) -> None:
        self._services = services
        self._stages = stages
        self._recorder = services.recorder

    async def handle(self, exchange: Exchange) -> Response:
        """Run the stages until one refuses, and write down how it went."""
        code: str | None = None
        try:
            for stage in self._stages:
                await self._run(stage, exchange)
            response = write_result(exchange, self._services.config.live)
        except ClientError as error:
            code = error.code
            response = write_client_error(exchange, error)
        except Exception:
            code = InternalError.code
            logger.exception("Request %s failed inside the gateway", exchange.request_id)
            response = write_internal_error(exchange)
        if self._recorder.enabled:
            self._report(exchange, response.status, code)
        return response

    async def operate(
        self, parameters: Mapping[str, Any], proof: VerifiedToken | None, headers: Mapping[str, str]
    ) -> AsyncGenerator[dict[str, Any], None]:
        """Every response to an operation that came over a connection of many; `proof` and `headers` are the
        connection's. Raises ClientError before the first response, or InternalError (logged already).
        """
        exchange = new_exchange(HttpRequest("POST", "", headers))
        exchange.can_stream = True
        code: str | None = None
        try:
            exchange.parameters = read_parameters(parameters, self._services.config.limits)
            exchange.context = new_context(exchange.request_id, proof, self._services)
            for stage in OPERATION_STAGES:
                await self._run(stage, exchange)
        except ClientError as error:
            code = error.code
            raise
        except Exception as error:
            code = InternalError.code
            logger.exception("Request %s failed inside the gateway", exchange.request_id)
            raise InternalError(MASKED_INTERNAL_MESSAGE, extensions={"requestId": exchange.request_id}) from error
        finally:
            if self._recorder.enabled:
                self._report(exchange, HTTPStatus.OK, code)
        async with aclosing(response_bodies(exchange)) as bodies:
            async for body in bodies:
                yield body

    def verify(self, authorization: str | None) -> VerifiedToken | None:
        """What an Authorization header proves; None for a stranger. Raises InvalidTokenError."""
        return verify_authorization(authorization, self._services)

    def refuse(self, exchange: Exchange, error: RequestError) -> Response:
        """The response to a request that could not even be received, or not be served now."""
        response = write_client_error(exchange, error)
        if self._recorder.enabled:
            self._report(exchange, response.status, error.code)
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

    def _report(self, exchange: Exchange, status: int, code: str | None) -> None:
        self._recorder.request_finished(
            RequestReport(
                status=status,
                seconds=time.monotonic() - exchange.started,
                code=code,
                operation=exchange.operation_name,
            )
        )


def new_exchange(request: HttpRequest) -> Exchange:
    """The state of a request that begins now."""
    return Exchange(request, _request_id(request))


def _request_id(request: HttpRequest) -> str:
    """The client's own id where it is harmless, so that its logs and ours can be joined."""
    given = request.headers.get("x-request-id", "")
    return given if REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
