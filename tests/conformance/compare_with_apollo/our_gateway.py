"""Our gateway with its whole pipeline, on an event loop of its own."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

from marketplace.gateway.app import Gateway
from marketplace.gateway.config import Audience, DemandConfig, DemandMode, GatewayConfig, LimitsConfig
from marketplace.gateway.errors import GatewayError
from marketplace.gateway.pipeline import HttpRequest, HttpResponse, new_exchange

CONFIG = GatewayConfig(
    limits=LimitsConfig(max_depth=50, max_aliases=500, max_repeats=500, max_root_fields=500, max_directives=500),
    demand=DemandConfig(mode=DemandMode.MEASURE),
    subgraph_errors=Audience.EVERYBODY,
)


class OurGateway:
    """One supergraph at a time."""

    def __init__(self) -> None:
        self._runner = asyncio.Runner()
        self._gateway: Gateway | None = None

    def load(self, supergraph_sdl: str) -> str | None:
        """Takes the supergraph into service; gives the reason when it is refused."""
        return self._runner.run(self._load(supergraph_sdl))

    def ask(self, query: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        """`data` and perhaps `errors`, or `refused`."""
        answer = self._runner.run(self._ask(query, variables))
        if "data" not in answer:
            return {"refused": answer["errors"][0]["message"]}
        return answer

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._runner.run(self._close())
        self._runner.close()

    async def _load(self, supergraph_sdl: str) -> str | None:
        await self._close()
        try:
            self._gateway = Gateway.from_supergraph(supergraph_sdl, CONFIG)
        except (GatewayError, ValueError) as error:
            return str(error)
        return None

    async def _close(self) -> None:
        if self._gateway is not None:
            await self._gateway.aclose()
            self._gateway = None

    async def _ask(self, query: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        assert self._gateway is not None
        body = json.dumps({"query": query, "variables": variables}).encode()
        with self._gateway.use() as handler:
            response = await handler.handle(
                new_exchange(HttpRequest("POST", "", {"content-type": "application/json"}, body))
            )
        assert isinstance(response, HttpResponse)
        answer: dict[str, Any] = json.loads(response.body)
        return answer
