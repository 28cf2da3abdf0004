"""An HTTP/1.1 keep-alive client for subgraphs, on httptools and asyncio protocols."""

from marketplace.gateway.transport.http.transport import HttpTransport

__all__ = ["HttpTransport"]
