"""The path /graphql by GET and POST: one answer, or a stream of them."""

from collections.abc import Callable
from dataclasses import replace

from marketplace.gateway.app.generation import Generation
from marketplace.gateway.app.held_pieces import HeldPieces
from marketplace.gateway.errors import RequestError
from marketplace.gateway.pipeline import Exchange, Response, StreamedResponse


class GraphqlOverHttp:
    """Serves each request to its end with the supergraph that was in service when it began."""

    def __init__(self, use: Callable[[], Generation]) -> None:
        self._use = use
        self._under_way = 0

    async def respond(self, exchange: Exchange) -> Response:
        """The answer to a request that has wholly arrived. The pieces of a stream have to be closed."""
        generation = self._use()
        shedder = generation.services.shedder
        if shedder is not None and self._under_way >= shedder.config.max_in_flight:
            return self.refuse(exchange, shedder.error())
        handler = generation.enter()
        self._under_way += 1
        try:
            response = await handler.handle(exchange)
        except BaseException:
            generation.leave()
            raise
        finally:
            self._under_way -= 1
        if isinstance(response, StreamedResponse):
            return replace(response, pieces=HeldPieces(response.pieces, generation.leave))
        generation.leave()
        return response

    def refuse(self, exchange: Exchange, error: RequestError) -> Response:
        """The answer to a request that cannot be received, or not be served now."""
        with self._use() as handler:
            return handler.refuse(exchange, error)
