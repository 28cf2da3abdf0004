"""The public keys of the tokens that tell subgraphs who is asking."""

from collections.abc import Callable
from http import HTTPStatus

from marketplace.gateway.app.admin.routes import AdminRequest, AdminResponse, AdminRoute
from marketplace.gateway.auth import InternalTokenIssuer

KEY_SET_PATH = "/jwks.json"


def key_set_route(issuer: Callable[[], InternalTokenIssuer | None]) -> AdminRoute:
    """`issuer` gives what signs now. Subgraphs fetch the keys again when a token names one that they do not know."""

    async def show(_request: AdminRequest) -> AdminResponse:
        current = issuer()
        if current is None or not current.key_set["keys"]:
            return AdminResponse.refusal(
                HTTPStatus.NOT_FOUND, "No public keys are in use: configure internal_tokens.private_key."
            )
        return AdminResponse.of_json(HTTPStatus.OK, current.key_set)

    return AdminRoute("GET", KEY_SET_PATH, show)
