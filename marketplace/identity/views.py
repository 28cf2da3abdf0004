"""`POST /identity/token`: an access token for an email address and a password."""

import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from django.conf import settings
from django.contrib.auth import authenticate
from django.http import HttpRequest, JsonResponse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from marketplace.identity.access_tokens import issue_access_token
from marketplace.identity.sign_ins import counted
from marketplace.identity.throttling import SignInThrottle

LARGEST_BODY: Final = 8192
LONGEST_VALUE: Final = 1024


@dataclass(frozen=True, slots=True)
class Credentials:
    email: str
    password: str


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class TokenView(View):
    """Answers in the words of RFC 6749, 5.1 and 5.2. No cookie is read, so there is nothing to forge (CSRF)."""

    http_method_names = ("post", "options")

    @counted
    def post(self, request: HttpRequest) -> JsonResponse:
        credentials = _read_credentials(request)
        if credentials is None:
            return _refusal(
                HTTPStatus.BAD_REQUEST, "invalid_request", 'Send JSON: {"email": "...", "password": "..."}.'
            )
        throttle = SignInThrottle(credentials.email, client_address(request))
        if wait := throttle.begin():
            response = _refusal(
                HTTPStatus.TOO_MANY_REQUESTS, "too_many_attempts", f"Too many failures. Try again in {wait} seconds."
            )
            response["Retry-After"] = str(wait)
            return response
        user = authenticate(request, username=credentials.email, password=credentials.password)
        if user is None:
            throttle.failed()
            return _refusal(HTTPStatus.UNAUTHORIZED, "invalid_grant", "The email address or the password is wrong.")
        throttle.succeeded()
        token = issue_access_token(user)
        return JsonResponse(
            {"access_token": token.text, "token_type": "Bearer", "expires_in": token.expires_in},
            headers={"Cache-Control": "no-store"},
        )


def client_address(request: HttpRequest) -> str:
    """Return the address of the client as the outermost of our own proxies saw it.

    Addresses further left in X-Forwarded-For were written by the client and prove nothing.
    """
    hops: int = settings.FORWARDED_HOPS
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if hops and len(forwarded) >= hops:
        return forwarded[-hops]
    return str(request.META.get("REMOTE_ADDR", ""))


def _read_credentials(request: HttpRequest) -> Credentials | None:
    if len(request.body) > LARGEST_BODY:
        return None
    try:
        document = json.loads(request.body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict):
        return None
    email, password = document.get("email"), document.get("password")
    for value in (email, password):
        if not isinstance(value, str) or not value or len(value) > LONGEST_VALUE or "\x00" in value:
            return None
    return Credentials(str(email).strip().lower(), str(password))


def _refusal(status: HTTPStatus, error: str, description: str) -> JsonResponse:
    return JsonResponse({"error": error, "error_description": description}, status=status)
