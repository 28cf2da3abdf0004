"""The gateway put together, and its face to ASGI servers."""

from marketplace.gateway.app.gateway import Gateway

__all__ = ["Gateway"]
