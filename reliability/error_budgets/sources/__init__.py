"""Where counts come from: one port, and what implements it."""

from reliability.error_budgets.sources.endpoints import EndpointSource
from reliability.error_budgets.sources.port import CountSource, Evaluated
from reliability.error_budgets.sources.server import PrometheusSource

__all__ = ["CountSource", "EndpointSource", "Evaluated", "PrometheusSource"]
