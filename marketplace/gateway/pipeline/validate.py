"""Stage: validation against the client schema, once per document."""

from collections.abc import Awaitable

from graphql import GraphQLError, validate

from marketplace.gateway.errors import OperationInvalidError
from marketplace.gateway.operation.operation import condition_variables, uses_defer
from marketplace.gateway.pipeline.exchange import Exchange, PreparedDocument
from marketplace.gateway.pipeline.services import Services
from marketplace.gateway.pipeline.worker import before_deadline


def validate_document(exchange: Exchange, services: Services) -> Awaitable[None] | None:
    """Sets nothing; raises OperationInvalidError. Waits only where the outcome is not known yet.

    An invalid document has two outcomes, with suggestions and without; a valid one has one.
    """
    suggestions = exchange.context.permissions.suggestions
    breaches = exchange.document.breaches.get(suggestions)
    if breaches is None:
        return _validate_first(exchange, services, suggestions=suggestions)
    _refuse(breaches)
    return None


async def _validate_first(exchange: Exchange, services: Services, *, suggestions: bool) -> None:
    document = exchange.document
    flight = services.validations.run(
        (document.text_hash, suggestions),
        lambda: services.worker.run(
            lambda: find_breaches(document, services, suggestions=suggestions), exchange.context.deadline
        ),
    )
    breaches = await before_deadline(exchange.context, flight)
    note_breaches(document, breaches, suggestions=suggestions)
    _refuse(breaches)


def find_breaches(document: PreparedDocument, services: Services, *, suggestions: bool) -> tuple[GraphQLError, ...]:
    """Pure CPU, so for the worker."""
    return tuple(
        validate(
            services.supergraph.client_schema,
            document.document,
            max_errors=services.config.limits.max_validation_errors,
            hide_suggestions=not suggestions,
            allow_empty_selection_sets=False,
        )
    )


def note_breaches(document: PreparedDocument, breaches: tuple[GraphQLError, ...], *, suggestions: bool) -> None:
    """Keep the outcome of validation with the document."""
    document.breaches[suggestions] = breaches
    if not breaches:
        document.condition_variables = condition_variables(document.document)
        document.defers = uses_defer(document.document)
        document.breaches[not suggestions] = breaches


def _refuse(breaches: tuple[GraphQLError, ...]) -> None:
    if breaches:
        raise OperationInvalidError([breach.formatted for breach in breaches])
