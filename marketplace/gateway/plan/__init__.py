"""The query plan as data, and its printed forms."""

from marketplace.gateway.plan.as_json import plan_to_json
from marketplace.gateway.plan.nodes import QueryPlan
from marketplace.gateway.plan.text import print_plan

__all__ = ["QueryPlan", "plan_to_json", "print_plan"]
