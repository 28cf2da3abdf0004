"""Several operations in one request, as a JSON list of requests: off unless `limits.max_batch` says how many.

Each is handled as if it had come alone, with the same headers: it is authenticated, counted by rate limits and limited
like any other, and all run at the same time. Their estimated costs are added up, and what is over the maximum of one
operation is refused. There is no order among them, so mutations are refused (one operation may have several, which run
one after another), and each gets one answer, so subscriptions are.
"""

import asyncio
from dataclasses import replace
from typing import Any, Protocol

import orjson

from marketplace.gateway.config import LimitsConfig
from marketplace.gateway.errors import ClientError, MalformedRequestError, OperationLimitError
from marketplace.gateway.pipeline.exchange import Batch, Exchange, HttpRequest, HttpResponse
from marketplace.gateway.pipeline.media_types import GRAPHQL_RESPONSE, JSON, choose_media_type
from marketplace.gateway.pipeline.write_response import Response

OK = 200


class HandlesOne(Protocol):
    """What answers a single request, and writes refusals."""

    async def handle(self, exchange: Exchange) -> Response: ...

    def refuse(self, exchange: Exchange, error: ClientError) -> Response: ...


def is_batch(request: HttpRequest) -> bool:
    """Whether the body begins like a JSON list."""
    return request.method == "POST" and request.body.lstrip()[:1] == b"["


async def answer_batch(exchange: Exchange, limits: LimitsConfig, handler: HandlesOne) -> Response:
    """One response with the answers in the order of the operations.

    Its status is 200, or that of the operations where not one of them was answered with 200.
    """
    request = exchange.request
    try:
        exchange.media_type = choose_media_type(request.headers.get("accept"))
        items = _items(request.body, limits.max_batch)
    except ClientError as error:
        return handler.refuse(exchange, error)
    accept = (GRAPHQL_RESPONSE if exchange.media_type is GRAPHQL_RESPONSE else JSON).name
    headers = {**request.headers, "accept": accept}
    batch = Batch()
    exchanges: list[Exchange] = []
    for number, item in enumerate(items):
        each = Exchange(replace(request, headers=headers, body=orjson.dumps(item)), f"{exchange.request_id}.{number}")
        each.batch = batch
        exchanges.append(each)
    answers = await asyncio.gather(*map(handler.handle, exchanges))
    responses = [answer for answer in answers if isinstance(answer, HttpResponse)]
    statuses = [response.status for response in responses]
    joined: dict[str, str] = {}
    for response in responses:
        joined |= response.headers
    return HttpResponse(
        status=OK if OK in statuses else max(statuses),
        headers={**joined, "x-request-id": exchange.request_id},
        body=b"[" + b",".join(response.body for response in responses) + b"]",
        cookies=[cookie for response in responses for cookie in response.cookies],
    )


def _items(body: bytes, maximum: int) -> list[dict[str, Any]]:
    try:
        items: list[Any] = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise MalformedRequestError(f"The request body is not valid JSON: {error}.") from error
    if not items or not all(isinstance(item, dict) for item in items):
        raise MalformedRequestError("A batch is a JSON list of at least one object, each a GraphQL request.")
    if len(items) > maximum:
        raise OperationLimitError(
            f"The batch has {len(items)} operations; at most {maximum} are allowed. Send it in several requests.",
            extensions={"limit": "batch", "maximum": maximum, "actual": len(items)},
        )
    return items
