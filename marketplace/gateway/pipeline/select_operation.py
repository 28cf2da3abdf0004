"""Stage: the operation to run, and its variables."""

from graphql import OperationType

from marketplace.gateway.errors import MethodNotAllowedError, MutationInBatchError, StreamRequiredError
from marketplace.gateway.operation.operation import coerce_variables, select_operation
from marketplace.gateway.pipeline.exchange import Exchange
from marketplace.gateway.pipeline.media_types import EVENT_STREAM
from marketplace.gateway.pipeline.services import Services


def select_operation_and_variables(exchange: Exchange, services: Services) -> None:
    """Sets `operation` and `variables`.

    By GET nothing but queries is executed (GraphQL over HTTP, section 6.2.1), and subscriptions, which a browser's
    `EventSource` can send in no other way.
    """
    parameters = exchange.parameters
    operation = select_operation(exchange.document.document, parameters.operation_name)
    if exchange.request.method == "GET" and operation.operation is OperationType.MUTATION:
        raise MethodNotAllowedError("By GET only queries are executed; send this mutation by POST.", allow="POST")
    if operation.operation is OperationType.SUBSCRIPTION:
        if not exchange.can_stream:
            raise StreamRequiredError(
                "A subscription has many answers: send it with the header 'Accept: text/event-stream', or over "
                "WebSocket with the subprotocol graphql-transport-ws."
            )
        exchange.media_type = EVENT_STREAM
    if exchange.batch is not None and operation.operation is OperationType.MUTATION:
        raise MutationInBatchError(
            "The operations of a batch run in no order: send this mutation in a request of its own. One operation may "
            "have several mutations, which run one after another."
        )
    exchange.operation = operation
    exchange.variables = coerce_variables(services.supergraph, operation, parameters.variables)
