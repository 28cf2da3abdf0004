"""What refusals and documents look like in JSON."""

import json
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, JsonResponse

from reliability.errors import ReliabilityError


class UnreadableBodyError(ReliabilityError):
    """Too large, or not JSON."""

    def __init__(self, status: HTTPStatus, text: str) -> None:
        super().__init__(text)
        self.status = status


def refusal(status: HTTPStatus, error: str, text: str) -> JsonResponse:
    """Answer with a stable code and a sentence that says what to do."""
    return JsonResponse({"error": error, "message": text}, status=status)


def read_json(request: HttpRequest, *, largest: int) -> Any:
    """Read a body of at most `largest` bytes; raise UnreadableBodyError."""
    body = request.read(largest + 1)
    if len(body) > largest:
        raise UnreadableBodyError(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"The body is larger than {largest} bytes. Send less at once."
        )
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise UnreadableBodyError(HTTPStatus.BAD_REQUEST, f"The body is no JSON: {error}. Send a document.") from error
