"""From an operation to a query plan."""

from marketplace.gateway.planner.limits import PlannerLimits, PlanTooComplexError
from marketplace.gateway.planner.planner import Planner, UnresolvableError

__all__ = ["PlanTooComplexError", "Planner", "PlannerLimits", "UnresolvableError"]
