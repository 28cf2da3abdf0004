"""What the caches refuse to those who run the gateway and its subgraphs."""

from marketplace.gateway.errors.families import RequestError


class InvalidationRefusedError(RequestError):
    """Not a list of things to invalidate: the message says what it should be."""

    code = "INVALIDATION_REFUSED"
