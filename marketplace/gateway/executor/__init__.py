"""Runs query plans."""

from marketplace.gateway.executor.executor import PlanResult, execute_plan
from marketplace.gateway.executor.subscription import subscribe_plan

__all__ = ["PlanResult", "execute_plan", "subscribe_plan"]
