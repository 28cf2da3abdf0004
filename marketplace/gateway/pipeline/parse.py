"""Stage: the document out of its text, once per text."""

import hashlib
from collections.abc import Awaitable

from graphql import DocumentNode, GraphQLSyntaxError, parse

from marketplace.gateway.config import LimitsConfig
from marketplace.gateway.errors import OperationLimitError, OperationSyntaxError
from marketplace.gateway.limits import find_refusal, measure_document
from marketplace.gateway.pipeline.exchange import Exchange, PreparedDocument
from marketplace.gateway.pipeline.services import Services
from marketplace.gateway.pipeline.worker import before_deadline

TOO_MANY_TOKENS = "Document contains more than"
TOO_DEEP = "Document is nested too deeply"
SHORT = 1_000
"""Characters that are parsed at once, in less than a millisecond. For longer texts other requests would wait: a few
hundred at the same moment would hold up the event loop for seconds.
"""


def parse_document(exchange: Exchange, services: Services) -> Awaitable[None] | None:
    """Sets `document`, from the cache where the same text was seen before. Waits for long texts that were not."""
    text = exchange.parameters.query
    prepared = services.documents.get(text)
    if prepared is None:
        if len(text) > SHORT:
            return _parse_long(exchange, services, text)
        prepared = prepare_document(text, services.config.limits)
        _keep(text, prepared, services)
    exchange.document = prepared
    return None


async def _parse_long(exchange: Exchange, services: Services, text: str) -> None:
    limits, deadline = services.config.limits, exchange.context.deadline
    flight = services.parsings.run(text, lambda: services.worker.run(lambda: prepare_document(text, limits), deadline))
    exchange.document = await before_deadline(exchange.context, flight)
    _keep(text, exchange.document, services)


def prepare_document(text: str, limits: LimitsConfig) -> PreparedDocument:
    """Pure CPU. Raises OperationSyntaxError, OperationLimitError for too many tokens, and OperationInvalidError."""
    document = _parse(text, limits)
    size = measure_document(document)
    return PreparedDocument(
        text_hash=hashlib.blake2b(text.encode(), digest_size=16).digest(),
        document=document,
        size=size,
        refusal=find_refusal(document, size, limits),
    )


def _keep(text: str, prepared: PreparedDocument, services: Services) -> None:
    if len(text) <= services.config.caches.document_characters:
        services.documents.put(text, prepared, len(text))


def _parse(text: str, limits: LimitsConfig) -> DocumentNode:
    try:
        return parse(text, max_tokens=limits.max_tokens, allow_empty_selection_sets=False)
    except GraphQLSyntaxError as error:
        if TOO_MANY_TOKENS in error.message:
            raise OperationLimitError(
                f"The document has more than {limits.max_tokens} tokens. Ask for less, or ask in several requests.",
                extensions={"limit": "tokens", "maximum": limits.max_tokens},
            ) from error
        if TOO_DEEP in error.message:
            raise OperationLimitError(
                f"The document is nested far too deeply: at most {limits.max_depth} levels of "
                "fields below one another are allowed.",
                extensions={"limit": "depth", "maximum": limits.max_depth},
            ) from error
        raise OperationSyntaxError(
            error.message,
            locations=[dict(place.formatted) for place in error.locations or ()],
        ) from error
