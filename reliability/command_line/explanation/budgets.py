"""How much may go wrong in a window."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from reliability.command_line.explanation.words import grouped, span
from reliability.slo.model import Slo, Timeslices, nominal_seconds

DAY: Final = 86_400
EVENTS_PER_DAY: Final = (1_000, 100_000, 10_000_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetExplanation:
    """`allowed_events` are bad events in a window, by how many events there are a day."""

    share: Fraction
    one_in: Fraction
    window_seconds: int
    full_outage_seconds: Fraction
    allowed_events: dict[int, Fraction]
    slices: tuple[int, Fraction] | None
    """How many slices a window has, and how many of them may be bad."""

    def sentences(self) -> list[str]:
        found = [f"One event in {grouped(self.one_in)} may be bad."]
        if self.slices is not None:
            whole, allowed = self.slices
            found = [f"Of {grouped(whole)} slices of time {grouped(allowed)} may be bad."]
        found.append(f"A full outage spends all of it in {span(self.full_outage_seconds)} at even traffic.")
        if self.slices is None:
            amounts = (f"{grouped(events)} a day: {grouped(bad)}" for events, bad in self.allowed_events.items())
            found.append(f"Bad events that a window allows at {'; at '.join(amounts)}.")
        return found


def explain_budget(slo: Slo) -> BudgetExplanation:
    window = nominal_seconds(slo.window)
    budget = slo.error_budget
    slices = None
    if isinstance(slo.budgeting, Timeslices):
        whole = window // slo.budgeting.seconds
        slices = (whole, whole * budget)
    return BudgetExplanation(
        share=budget,
        one_in=1 / budget,
        window_seconds=window,
        full_outage_seconds=window * budget,
        allowed_events={events: Fraction(events * window, DAY) * budget for events in EVENTS_PER_DAY},
        slices=slices,
    )
