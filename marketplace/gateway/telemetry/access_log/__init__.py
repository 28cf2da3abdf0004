"""The log of requests."""

from marketplace.gateway.telemetry.access_log.access_log import AccessLog

__all__ = ["AccessLog"]
