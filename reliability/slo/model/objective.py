"""A service and its objectives."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from reliability.slo.model.adjustment import Adjustment
from reliability.slo.model.alerting import Alerting
from reliability.slo.model.attribution import Attribution
from reliability.slo.model.indicator import Budgeting, Indicator
from reliability.slo.model.policy import DEFAULT_POLICY, BudgetPolicy
from reliability.slo.model.window import Window

Labels = tuple[tuple[str, str], ...]
"""Sorted by name."""


@dataclass(frozen=True, slots=True)
class GroupObjective:
    """Another objective for the groups with these values of labels; the first that fits holds."""

    match: tuple[tuple[str, str], ...]
    objective: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Slo:
    """One promise. `objective` is the share of events that shall be good, above 0 and below 1."""

    service: str
    name: str
    description: str
    objective: Fraction
    window: Window
    indicator: Indicator
    group_by: tuple[str, ...] = ()
    group_objectives: tuple[GroupObjective, ...] = ()
    budgeting: Budgeting = None
    attribution: Attribution | None = None
    alerting: Alerting = field(default_factory=Alerting)
    policy: BudgetPolicy = DEFAULT_POLICY
    labels: Labels = ()

    @property
    def reference(self) -> str:
        """`service/name`, by which files and people name it."""
        return f"{self.service}/{self.name}"

    @property
    def identifier(self) -> str:
        """`service-name`, the value of the label slo_id."""
        return f"{self.service}-{self.name}"

    @property
    def error_budget(self) -> Fraction:
        return 1 - self.objective

    def objective_of(self, group: Mapping[str, str]) -> Fraction:
        for candidate in self.group_objectives:
            if all(group.get(label) == value for label, value in candidate.match):
                return candidate.objective
        return self.objective


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """What one file says."""

    name: str
    slos: tuple[Slo, ...]
    title: str = ""
    owner: str = ""
    tier: int = 3
    """1: its failure is felt by every client; 2: by some; 3: by nobody at once."""
    depends_on: tuple[str, ...] = ()
    """Services whose pages silence this one's."""
    labels: Labels = ()
    adjustments: tuple[Adjustment, ...] = ()
    source: Path | None = None
