"""The media types of GraphQL responses, and the choice between them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from marketplace.gateway.errors import NotAcceptableError


@dataclass(frozen=True, slots=True)
class MediaType:
    """`honest_status` is False for `application/json`, where request errors are sent with 200: any
    server or proxy may write that type, so clients would not trust its body beside another status.
    GraphQL over HTTP, section 6.4.
    """

    name: str
    honest_status: bool

    @property
    def content_type(self) -> str:
        """As sent to clients."""
        return f"{self.name}; charset=utf-8"


GRAPHQL_RESPONSE = MediaType("application/graphql-response+json", honest_status=True)
JSON = MediaType("application/json", honest_status=False)
EVENT_STREAM = MediaType("text/event-stream", honest_status=False)
"""GraphQL over server-sent events: even a refused operation is told in an accepted stream."""

MULTIPART = "multipart/mixed"
"""Asked for by clients that take deferred parts; an answer without such parts is plain JSON all the same."""

PREFERENCES = {
    GRAPHQL_RESPONSE.name: GRAPHQL_RESPONSE,
    JSON.name: JSON,
    EVENT_STREAM.name: EVENT_STREAM,
    MULTIPART: JSON,
    "application/*": JSON,
    "*/*": JSON,
}
"""Media range to what is answered. Wildcards come from clients that never heard of the newer type."""


@lru_cache(maxsize=256)
def choose_media_type(accept: str | None) -> MediaType:
    """The acceptable type that the client prefers, the earlier one where it prefers neither.

    RFC 9110, section 12.5.1. Raises NotAcceptableError when there is none.
    """
    if not accept or not accept.strip():
        return JSON
    best: MediaType | None = None
    best_quality = 0.0
    for name, quality in _entries(accept):
        candidate = PREFERENCES.get(name)
        if candidate is not None and quality > best_quality:
            best, best_quality = candidate, quality
    if best is None:
        raise NotAcceptableError(
            f"Answers are written as {GRAPHQL_RESPONSE.name}, {JSON.name} or {EVENT_STREAM.name}; the Accept header "
            "allows none of them."
        )
    return best


@lru_cache(maxsize=256)
def accepts_event_stream(accept: str | None) -> bool:
    """Whether an event stream was asked for by name: a client that says `*/*` has never heard of it."""
    return any(name == EVENT_STREAM.name and quality > 0 for name, quality in _entries(accept or ""))


@lru_cache(maxsize=256)
def accepts_multipart(accept: str | None) -> bool:
    """Whether the client takes an answer in parts."""
    return any(name == MULTIPART and quality > 0 for name, quality in _entries(accept or ""))


def _entries(accept: str) -> Iterator[tuple[str, float]]:
    for entry in accept.split(","):
        name, *parameters = (part.strip().lower() for part in entry.split(";"))
        yield name, _quality(parameters)


def _quality(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return min(1.0, max(0.0, float(value)))
            except ValueError:
                return 0.0
    return 1.0
