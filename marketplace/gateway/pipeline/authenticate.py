"""Stage: who is asking, and what that allows."""

import time
from collections.abc import Awaitable

from marketplace.gateway.auth import VerifiedToken
from marketplace.gateway.context import RequestContext
from marketplace.gateway.errors import AuthenticationRequiredError, InvalidTokenError
from marketplace.gateway.pipeline.exchange import Exchange
from marketplace.gateway.pipeline.services import Services


def authenticate(exchange: Exchange, services: Services) -> Awaitable[None] | None:
    """Sets `context`. Without a token the client is a stranger; a bad token is never ignored. Waits only where the
    token's key has to be fetched.
    """
    proof = verify_authorization(exchange.request.headers.get("authorization"), services)
    if proof is not None and not isinstance(proof, VerifiedToken):
        return _authenticate_later(exchange, services, proof)
    exchange.context = new_context(exchange, proof, services)
    return None


async def _authenticate_later(exchange: Exchange, services: Services, proof: Awaitable[VerifiedToken]) -> None:
    exchange.context = new_context(exchange, await proof, services)


def verify_authorization(
    authorization: str | None, services: Services
) -> VerifiedToken | Awaitable[VerifiedToken] | None:
    """What an Authorization header proves; None for a stranger. Raises the RequestError that says why not."""
    if authorization is None or services.token_verifier is None:
        if services.config.authorization.require_authentication:
            raise AuthenticationRequiredError
        return None
    if authorization.startswith("Bearer ") and authorization.count(" ") == 1:
        return services.token_verifier.verify(authorization[7:])
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise InvalidTokenError(
            "The Authorization header must read 'Bearer <access token>'. Leave it out to be served as a stranger."
        )
    return services.token_verifier.verify(token.strip())


def new_context(exchange: Exchange, proof: VerifiedToken | None, services: Services) -> RequestContext:
    """The context of an operation that begins now."""
    principal = proof.principal if proof else None
    rules, back = services.request_headers, services.response_headers
    return RequestContext(
        request_id=exchange.request_id,
        principal=principal,
        permissions=services.permissions.find(principal),
        deadline=time.monotonic() + services.config.operation_timeout,
        identity_headers=services.identity_headers,
        public_error_codes=services.config.public_error_codes,
        report=exchange.report,
        expires_at=proof.expires_at if proof else None,
        passed_headers=rules.of_client(exchange.request.headers, principal) if rules is not None else None,
        receiver=back.begin() if back is not None else None,
    )
