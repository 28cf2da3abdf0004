"""Which of the media types an Accept header gets."""

import pytest

from marketplace.gateway.errors import NotAcceptableError
from marketplace.gateway.pipeline.media_types import (
    EVENT_STREAM,
    GRAPHQL_RESPONSE,
    JSON,
    accepts_event_stream,
    choose_media_type,
)


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        ("application/json", JSON),
        ("application/graphql-response+json", GRAPHQL_RESPONSE),
        ("Application/GraphQL-Response+JSON; charset=utf-8", GRAPHQL_RESPONSE),
        ("application/graphql-response+json, application/json", GRAPHQL_RESPONSE),
        ("application/json, application/graphql-response+json", JSON),
        ("application/json;q=0.5, application/graphql-response+json;q=0.9", GRAPHQL_RESPONSE),
        ("text/html, application/graphql-response+json;q=0.1, */*;q=0.01", GRAPHQL_RESPONSE),
        ("text/html, */*;q=0.1", JSON),
        ("application/json;q=0, application/graphql-response+json;q=0.1", GRAPHQL_RESPONSE),
        ("text/event-stream", EVENT_STREAM),
        ("application/json, text/event-stream", JSON),
        ("application/json;q=0.5, text/event-stream", EVENT_STREAM),
    ],
)
def test_chooses_what_the_client_prefers(accept, chosen):
    assert choose_media_type(accept) is chosen


@pytest.mark.parametrize("accept", ["text/html", "application/json;q=0", "application/json;q=x", ",", "image/*"])
def test_refuses_clients_that_read_neither(accept):
    with pytest.raises(NotAcceptableError, match=r"application/graphql-response\+json"):
        choose_media_type(accept)


@pytest.mark.parametrize(
    ("accept", "accepted"),
    [
        (None, False),
        ("*/*", False),
        ("text/*", False),
        ("text/event-stream", True),
        ("application/json, Text/Event-Stream;q=0.1", True),
        ("application/json, text/event-stream;q=0", False),
    ],
)
def test_an_event_stream_is_asked_for_by_name(accept, accepted):
    assert accepts_event_stream(accept) is accepted
