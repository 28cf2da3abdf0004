"""Runs query plans."""

from marketplace.gateway.executor.executor import PlanResult, execute_plan

__all__ = ["PlanResult", "execute_plan"]
