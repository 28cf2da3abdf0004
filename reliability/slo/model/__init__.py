"""What the program thinks of an SLO: frozen values, exact numbers (Fraction), times in seconds.

Nothing here knows YAML, PromQL's text or a database: `slo/spec` makes these values, `rules`, `artefacts` and
`error_budgets` read them.
"""

from reliability.slo.model.adjustment import Adjustment, Recurrence
from reliability.slo.model.alerting import GOOGLE_TIERS, Alerting, BurnRateTier, Severity
from reliability.slo.model.attribution import Attribution
from reliability.slo.model.duration import duration_text, parse_duration
from reliability.slo.model.indicator import (
    Budgeting,
    Comparison,
    Component,
    Composite,
    Counters,
    ErrorRatio,
    EventIndicator,
    Events,
    Indicator,
    IndicatorKind,
    LatencyHistogram,
    Matcher,
    MatchOperator,
    Query,
    Selector,
    ThresholdGauge,
    Timeslices,
)
from reliability.slo.model.objective import GroupObjective, Service, Slo
from reliability.slo.model.policy import BudgetPolicy, BudgetState, PolicyStep
from reliability.slo.model.window import CalendarUnit, CalendarWindow, Period, RollingWindow, Window, nominal_seconds

__all__ = [
    "GOOGLE_TIERS",
    "Adjustment",
    "Alerting",
    "Attribution",
    "BudgetPolicy",
    "BudgetState",
    "Budgeting",
    "BurnRateTier",
    "CalendarUnit",
    "CalendarWindow",
    "Comparison",
    "Component",
    "Composite",
    "Counters",
    "ErrorRatio",
    "EventIndicator",
    "Events",
    "GroupObjective",
    "Indicator",
    "IndicatorKind",
    "LatencyHistogram",
    "MatchOperator",
    "Matcher",
    "Period",
    "PolicyStep",
    "Query",
    "Recurrence",
    "RollingWindow",
    "Selector",
    "Service",
    "Severity",
    "Slo",
    "ThresholdGauge",
    "Timeslices",
    "Window",
    "duration_text",
    "nominal_seconds",
    "parse_duration",
]
