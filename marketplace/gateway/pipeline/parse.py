"""Stage: the document out of its text, once per text."""

import hashlib

from graphql import DocumentNode, GraphQLSyntaxError, parse

from marketplace.gateway.config import LimitsConfig
from marketplace.gateway.errors import OperationLimitError, OperationSyntaxError
from marketplace.gateway.limits import measure_document
from marketplace.gateway.pipeline.exchange import Exchange, PreparedDocument
from marketplace.gateway.pipeline.services import Services

TOO_MANY_TOKENS = "Document contains more than"
TOO_DEEP = "Document is nested too deeply"


def parse_document(exchange: Exchange, services: Services) -> None:
    """Sets `document`, from the cache where the same text was seen before."""
    text = exchange.parameters.query
    prepared = services.documents.get(text)
    if prepared is None:
        document = _parse(text, services.config.limits)
        prepared = PreparedDocument(
            text_hash=hashlib.blake2b(text.encode(), digest_size=16).digest(),
            document=document,
            size=measure_document(document),
        )
        if len(text) <= services.config.caches.document_characters:
            services.documents.put(text, prepared)
    exchange.document = prepared


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
