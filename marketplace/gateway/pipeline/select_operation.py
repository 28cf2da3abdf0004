"""Stage: the operation to run, and its variables."""

from marketplace.gateway.errors import MethodNotAllowedError
from marketplace.gateway.operation.operation import coerce_variables, select_operation
from marketplace.gateway.pipeline.exchange import Exchange
from marketplace.gateway.pipeline.services import Services

READING = "query"


def select_operation_and_variables(exchange: Exchange, services: Services) -> None:
    """Sets `operation` and `variables`.

    By GET nothing but queries is executed: GraphQL over HTTP, section 6.2.1.
    """
    parameters = exchange.parameters
    operation = select_operation(exchange.document.document, parameters.operation_name)
    kind = operation.operation.value
    if exchange.request.method == "GET" and kind != READING:
        raise MethodNotAllowedError(f"By GET only queries are executed; send this {kind} by POST.", allow="POST")
    exchange.operation = operation
    exchange.variables = coerce_variables(services.supergraph, operation, parameters.variables)
