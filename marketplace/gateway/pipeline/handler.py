"""A request on its way through the stages, and what happens when one of them refuses."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from http import HTTPStatus
from typing import Any

from graphql import OperationType

from marketplace.gateway.auth import VerifiedToken
from marketplace.gateway.errors import MASKED_INTERNAL_MESSAGE, ClientError, InternalError
from marketplace.gateway.pipeline.authenticate import new_context, verify_authorization
from marketplace.gateway.pipeline.batch import answer_batch, is_batch
from marketplace.gateway.pipeline.call_hooks import call_response_hooks
from marketplace.gateway.pipeline.exchange import Exchange, HttpRequest
from marketplace.gateway.pipeline.new_exchange import new_exchange
from marketplace.gateway.pipeline.read_request import read_parameters
from marketplace.gateway.pipeline.record_request import (
    CLIENT_LEFT,
    begin_report,
    finish_report,
    finish_unanswered,
    finish_with_response,
    note_body,
)
from marketplace.gateway.pipeline.respond import response_bodies
from marketplace.gateway.pipeline.services import Services
from marketplace.gateway.pipeline.shared_work import SharedAnswer
from marketplace.gateway.pipeline.stages import run_stages, stages_for
from marketplace.gateway.pipeline.write_response import (
    Response,
    write_client_error,
    write_internal_error,
    write_result,
)

logger = logging.getLogger(__name__)


class Handler:
    """Every HTTP request gets a response; nothing is raised but cancellation."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._recorder = services.recorder
        self._stages = stages_for(services)
        self._http_names, self._operation_names = self._stages.http_names, self._stages.operation_names
        self._response_hooks = services.hooks.on_response if services.hooks is not None else ()
        self._batches = services.config.limits.max_batch > 0

    async def handle(self, exchange: Exchange) -> Response:
        """Run the stages until one refuses, and write down how it went."""
        if self._batches and exchange.batch is None and is_batch(exchange.request):
            return await answer_batch(exchange, self._services.config.limits, self)
        if self._recorder.enabled:
            begin_report(exchange, self._recorder, self._http_names)
        code = ""
        try:
            await self._answer(exchange)
            response = write_result(exchange, self._services.config.live)
        except ClientError as error:
            code = error.code
            response = write_client_error(exchange, error)
        except Exception:
            code = InternalError.code
            logger.exception("Request %s failed inside the gateway", exchange.request_id)
            response = write_internal_error(exchange)
        except asyncio.CancelledError:
            finish_unanswered(exchange, self._recorder)
            raise
        if self._response_hooks:
            response = await call_response_hooks(self._response_hooks, exchange, response)
        if exchange.report is not None:
            return finish_with_response(exchange, exchange.report, response, self._recorder, code)
        return response

    async def operate(
        self, parameters: Mapping[str, Any], proof: VerifiedToken | None, handshake: HttpRequest
    ) -> AsyncGenerator[dict[str, Any], None]:
        """Every response to an operation that came over a connection of many; `proof` and `handshake` are the
        connection's. Raises ClientError before the first response, or InternalError (logged already).
        """
        exchange = new_exchange(handshake)
        exchange.can_stream = True
        if self._recorder.enabled:
            begin_report(exchange, self._recorder, self._operation_names, protocol="websocket")
        code = CLIENT_LEFT
        try:
            exchange.parameters = read_parameters(parameters, self._services.config.limits)
            exchange.context = new_context(exchange, proof, self._services)
            for stages in (self._stages.admission, self._stages.preparation, self._stages.execution):
                await run_stages(stages, exchange, self._services)
            code = ""
            async with aclosing(response_bodies(exchange)) as bodies:
                async for body in bodies:
                    note_body(exchange, body)
                    yield body
        except ClientError as error:
            code = error.code
            raise
        except Exception as error:
            code = InternalError.code
            logger.exception("Request %s failed inside the gateway", exchange.request_id)
            raise InternalError(MASKED_INTERNAL_MESSAGE, extensions={"requestId": exchange.request_id}) from error
        finally:
            self._finish(exchange, HTTPStatus.OK, code)

    async def verify(self, authorization: str | None) -> VerifiedToken | None:
        """What an Authorization header proves; None for a stranger. Raises the RequestError that says why not."""
        proof = verify_authorization(authorization, self._services)
        return proof if proof is None or isinstance(proof, VerifiedToken) else await proof

    def refuse(self, exchange: Exchange, error: ClientError) -> Response:
        """The response to a request that could not even be received, or not be served now."""
        response = write_client_error(exchange, error)
        if self._recorder.enabled and exchange.report is None:
            begin_report(exchange, self._recorder, ())
        self._finish(exchange, response.status, error.code)
        return response

    async def _answer(self, exchange: Exchange) -> None:
        services, stages = self._services, self._stages
        await run_stages(stages.entry, exchange, services)
        if exchange.body is not None:
            return
        await run_stages(stages.preparation, exchange, services)
        shared, asked = services.shared_work, exchange.asked
        if shared is None or asked is None or exchange.operation.operation is not OperationType.QUERY:
            await run_stages(self._stages.execution, exchange, self._services)
        elif (answer := await shared.run(asked, lambda: self._work(exchange))) is not None:
            answer.give_to(exchange)

    async def _work(self, exchange: Exchange) -> SharedAnswer | None:
        """What others may have of the answer; None of one in parts."""
        await run_stages(self._stages.execution, exchange, self._services)
        return SharedAnswer.of(exchange)

    def _finish(self, exchange: Exchange, status: int, code: str) -> None:
        if exchange.report is not None:
            finish_report(exchange, exchange.report, self._recorder, status, code)
