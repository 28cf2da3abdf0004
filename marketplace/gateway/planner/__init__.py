"""From an operation to a query plan."""

from marketplace.gateway.planner.decision import UnresolvableError
from marketplace.gateway.planner.limits import PlannerLimits, PlanTooComplexError
from marketplace.gateway.planner.planner import Planner, PlanningStages
from marketplace.gateway.planner.text import print_decisions, print_groups

__all__ = [
    "PlanTooComplexError",
    "Planner",
    "PlannerLimits",
    "PlanningStages",
    "UnresolvableError",
    "print_decisions",
    "print_groups",
]
