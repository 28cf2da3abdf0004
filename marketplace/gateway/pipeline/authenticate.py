"""Stage: who is asking, and what that allows."""

from marketplace.gateway.context import Permissions, Principal, RequestContext
from marketplace.gateway.errors import InvalidTokenError
from marketplace.gateway.pipeline.exchange import Exchange
from marketplace.gateway.pipeline.services import Services


def authenticate(exchange: Exchange, services: Services) -> None:
    """Sets `context`. Without a token the client is a stranger; a bad token is never ignored."""
    principal = _principal(exchange.request.headers.get("authorization"), services)
    exchange.context = RequestContext(
        request_id=exchange.request_id,
        principal=principal,
        permissions=Permissions.of(principal, services.config),
        deadline=exchange.started + services.config.operation_timeout,
        identity_headers=services.identity_headers,
        public_error_codes=services.config.public_error_codes,
    )


def _principal(authorization: str | None, services: Services) -> Principal | None:
    if authorization is None or services.token_verifier is None:
        return None
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise InvalidTokenError(
            "The Authorization header must read 'Bearer <access token>'. Leave it out to be served as a stranger."
        )
    return services.token_verifier.verify(token.strip())
