"""Stage: who is asking, and what that allows."""

import time
from collections.abc import Awaitable

from marketplace.gateway.auth import VerifiedToken
from marketplace.gateway.context import RequestContext
from marketplace.gateway.errors import AuthenticationRequiredError, InvalidTokenError
from marketplace.gateway.pipeline.exchange import Exchange
from marketplace.gateway.pipeline.services import Services
from marketplace.gateway.report import RequestReport


def authenticate(exchange: Exchange, services: Services) -> Awaitable[None] | None:
    """Sets `context`. Without a token the client is a stranger; a bad token is never ignored. Waits only where the
    token's key has to be fetched.
    """
    proof = verify_authorization(exchange.request.headers.get("authorization"), services)
    if proof is not None and not isinstance(proof, VerifiedToken):
        return _authenticate_later(exchange, services, proof)
    exchange.context = new_context(exchange.request_id, proof, services, exchange.report)
    return None


async def _authenticate_later(exchange: Exchange, services: Services, proof: Awaitable[VerifiedToken]) -> None:
    exchange.context = new_context(exchange.request_id, await proof, services, exchange.report)


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


def new_context(
    request_id: str, proof: VerifiedToken | None, services: Services, report: RequestReport | None
) -> RequestContext:
    """The context of an operation that begins now."""
    principal = proof.principal if proof else None
    return RequestContext(
        request_id=request_id,
        principal=principal,
        permissions=services.permissions.find(principal),
        deadline=time.monotonic() + services.config.operation_timeout,
        identity_headers=services.identity_headers,
        public_error_codes=services.config.public_error_codes,
        report=report,
        expires_at=proof.expires_at if proof else None,
    )
