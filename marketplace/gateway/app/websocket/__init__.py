"""GraphQL over WebSocket for clients: the server side of the subprotocol `graphql-transport-ws`."""

from marketplace.gateway.app.websocket.server import GraphqlOverWebSocket

__all__ = ["GraphqlOverWebSocket"]
