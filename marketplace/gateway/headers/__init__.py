"""Headers on their way through the gateway: from clients to subgraphs, and back. Pure; the rules are configured."""

from marketplace.gateway.headers.request_headers import RequestHeaders
from marketplace.gateway.headers.response_headers import ReceivedHeaders, ResponseHeaders

__all__ = ["ReceivedHeaders", "RequestHeaders", "ResponseHeaders"]
