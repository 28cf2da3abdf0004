"""Runs query plans."""

from marketplace.gateway.executor.executor import PlanResult, execute_plan
from marketplace.gateway.executor.incremental import IncrementalResult, execute_incrementally
from marketplace.gateway.executor.subscription import subscribe_plan

__all__ = ["IncrementalResult", "PlanResult", "execute_incrementally", "execute_plan", "subscribe_plan"]
