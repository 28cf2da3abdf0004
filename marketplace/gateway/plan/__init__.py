"""The query plan as data, and its printed forms."""

from marketplace.gateway.plan.nodes import QueryPlan

__all__ = ["QueryPlan"]
