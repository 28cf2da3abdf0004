"""Bearer tokens (RFC 6750) of programs: compared in constant time; without a token set, everybody is refused."""

import hmac
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from reliability.api.answers import refusal

View = Callable[..., HttpResponse]


def needs_token(setting: str, remedy: str) -> Callable[[View], View]:
    """Guard a view by the token in a setting. No cookie is read, so there is nothing to forge (CSRF)."""

    def guard(view: View) -> View:
        @csrf_exempt
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not _is_given(request, getattr(settings, setting, "")):
                answer = refusal(HTTPStatus.UNAUTHORIZED, "invalid_token", remedy)
                answer["WWW-Authenticate"] = "Bearer"
                return answer
            return view(request, *args, **kwargs)

        return guarded

    return guard


def _is_given(request: HttpRequest, expected: str) -> bool:
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    matches = hmac.compare_digest(given.strip().encode(), expected.encode())
    return matches and bool(expected) and scheme.lower() == "bearer"
