"""Error budgets, exact to the event: integers and fractions, no floating point.

minutes        time in whole minutes
counts         where sums come from: the port, and the source in memory
adjustments    which minutes do not count
measure        counts -> Budget
composite      budgets -> the budget of an SLO made of others
budget         the value
explanation    its numbers in words
attribution    who spent it
"""

from reliability.slo.error_budget.adjustments import adjusted_minutes, occurrences
from reliability.slo.error_budget.attribution import Share, attribute
from reliability.slo.error_budget.budget import Budget, BurnRate, Projection
from reliability.slo.error_budget.composite import compose_budget
from reliability.slo.error_budget.counts import Counts, CountsInMemory, MinuteCounts, Sums, is_bad_slice
from reliability.slo.error_budget.explanation import Explanation, explain, number, percent
from reliability.slo.error_budget.measure import BURN_WINDOWS, measure_budget
from reliability.slo.error_budget.minutes import Span, merge, minute_of, minutes_begun_in, minutes_touched_by, start_of

__all__ = [
    "BURN_WINDOWS",
    "Budget",
    "BurnRate",
    "Counts",
    "CountsInMemory",
    "Explanation",
    "MinuteCounts",
    "Projection",
    "Share",
    "Span",
    "Sums",
    "adjusted_minutes",
    "attribute",
    "compose_budget",
    "explain",
    "is_bad_slice",
    "measure_budget",
    "merge",
    "minute_of",
    "minutes_begun_in",
    "minutes_touched_by",
    "number",
    "occurrences",
    "percent",
    "start_of",
]
