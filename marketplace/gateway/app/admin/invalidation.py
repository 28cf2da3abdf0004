"""The operators' and the subgraphs' way to drop what is kept."""

from collections.abc import Callable
from http import HTTPStatus

from marketplace.gateway.app.admin.routes import AdminRequest, AdminResponse, AdminRoute
from marketplace.gateway.cache import INVALIDATION_PATH, AnswerCaching, answer_invalidation


def invalidation_route(caching: Callable[[], AnswerCaching | None]) -> AdminRoute:
    """`caching` gives what keeps answers now."""

    async def invalidate(request: AdminRequest) -> AdminResponse:
        current = caching()
        if current is None:
            return AdminResponse.refusal(HTTPStatus.NOT_FOUND, "No answers are kept: configure caches.responses.")
        return AdminResponse.of_json(*await answer_invalidation(current.invalidator, request.body))

    return AdminRoute("POST", INVALIDATION_PATH, invalidate, changes_state=True)
