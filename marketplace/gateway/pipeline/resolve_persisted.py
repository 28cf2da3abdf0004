"""Stages: the text of an operation that came by its id, and the refusal of those that had to.

Ids come as `documentId` (GraphQL over HTTP, "Persisted Documents") or as `extensions.persistedQuery.sha256Hash`
(automatic persisted queries); manifests go before what clients have registered.
"""

import logging
from collections.abc import Awaitable

from marketplace.gateway.config import UnknownOperations
from marketplace.gateway.errors import (
    OperationIdRequiredError,
    PersistedQueryMismatchError,
    PersistedQueryNotFoundError,
    PersistedQueryNotSupportedError,
    UnknownOperationError,
)
from marketplace.gateway.persisted import AutomaticQueries, TrustedDocuments, sha256_of
from marketplace.gateway.pipeline.exchange import Exchange, GraphQLParameters
from marketplace.gateway.pipeline.services import Services

logger = logging.getLogger(__name__)

LOGGED_CHARACTERS = 200


def resolve_persisted(exchange: Exchange, services: Services) -> Awaitable[None] | None:
    """Sets the parameters' `query`, and `is_trusted`. Waits only for Redis, and only for a hash that this process has
    not seen.
    """
    parameters, trusted = exchange.parameters, services.trusted
    identifier = parameters.document_id
    if identifier:
        text = trusted.text_of(identifier) if trusted is not None else None
        if text is None:
            _refuse_where_ids_are_manifests(exchange, trusted)
            return _resolve_automatic(parameters, identifier, services.automatic)
        if parameters.query and parameters.query != text:
            raise PersistedQueryMismatchError("The id is that of another text. Send one of them only.")
        parameters.query = text
        exchange.is_trusted = True
    elif trusted is not None and _unknown(exchange, trusted) is UnknownOperations.IDS_ONLY:
        raise OperationIdRequiredError("Operations are taken by their ids only: send `documentId` instead of `query`.")
    return None


def refuse_unknown(exchange: Exchange, services: Services) -> None:
    """Sets nothing; raises UnknownOperationError. After parsing, which has bounded the text."""
    trusted = services.trusted
    if trusted is None or exchange.is_trusted:
        return
    unknown = _unknown(exchange, trusted)
    if unknown is UnknownOperations.ALLOW:
        return
    document = exchange.document
    if document.is_trusted is None:
        document.is_trusted = trusted.knows(exchange.parameters.query)
    if document.is_trusted:
        return
    if unknown is not UnknownOperations.LOG:
        raise UnknownOperationError("This operation is not registered here. Register it with the client's build.")
    if not document.is_told:
        document.is_told = True
        text = " ".join(exchange.parameters.query.split())
        logger.warning("An operation is in no manifest: %.*s", LOGGED_CHARACTERS, text)


def may_be_refused(exchange: Exchange, trusted: TrustedDocuments) -> bool:
    """Whether `refuse_unknown` has still to look at the text."""
    if exchange.is_trusted:
        return False
    return _unknown(exchange, trusted) in {UnknownOperations.REFUSE, UnknownOperations.IDS_ONLY}


def _refuse_where_ids_are_manifests(exchange: Exchange, trusted: TrustedDocuments | None) -> None:
    if trusted is not None and _unknown(exchange, trusted) is UnknownOperations.IDS_ONLY:
        raise UnknownOperationError(
            "No operation is registered here under this id. Deploy the client's manifest first."
        )


def _unknown(exchange: Exchange, trusted: TrustedDocuments) -> UnknownOperations:
    principal = exchange.context.principal
    return trusted.unknown_for(None if principal is None else principal.client)


def _resolve_automatic(
    parameters: GraphQLParameters, digest: str, automatic: AutomaticQueries | None
) -> Awaitable[None] | None:
    if automatic is None:
        raise PersistedQueryNotSupportedError
    if parameters.query:
        if sha256_of(parameters.query) != digest:
            raise PersistedQueryMismatchError("The hash is not the SHA-256 of the text, in hexadecimal digits.")
        automatic.register(digest, parameters.query)
        return None
    text = automatic.get(digest)
    if text is not None:
        parameters.query = text
        return None
    if automatic.is_shared:
        return _load(parameters, digest, automatic)
    raise PersistedQueryNotFoundError


async def _load(parameters: GraphQLParameters, digest: str, automatic: AutomaticQueries) -> None:
    text = await automatic.load(digest)
    if text is None:
        raise PersistedQueryNotFoundError
    parameters.query = text
