"""A transport that answers from memory, for tests and for trying out the gateway without subgraphs."""

from collections.abc import Callable
from typing import Any

import orjson

from marketplace.gateway.errors import SubgraphError
from marketplace.gateway.ports import SubgraphRequest, SubgraphResponse

Answer = dict[str, Any] | SubgraphResponse | SubgraphError
"""A GraphQL response to be sent with status 200, a whole HTTP response, or a failure to raise."""


class FakeTransport:
    """Answers with what `answer` makes of a request's parsed body, and remembers the requests."""

    def __init__(self, answer: Callable[[dict[str, Any]], Answer]) -> None:
        self.answer = answer
        self.requests: list[SubgraphRequest] = []
        self.unready: str | None = None
        self.closed = False

    async def send(self, request: SubgraphRequest) -> SubgraphResponse:
        self.requests.append(request)
        answer = self.answer(orjson.loads(request.body))
        if isinstance(answer, SubgraphError):
            raise answer
        if isinstance(answer, SubgraphResponse):
            return answer
        return SubgraphResponse(200, {"content-type": "application/json"}, orjson.dumps(answer))

    async def why_not_ready(self) -> str | None:
        return self.unready

    async def aclose(self) -> None:
        self.closed = True
