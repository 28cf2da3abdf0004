"""What another version of an SLO would have changed: other objective, window, tiers or gates."""

from dataclasses import dataclass

from reliability.rules.backtesting.backtest import Backtest
from reliability.slo.error_budget import percent


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two backtests over the same counts."""

    before: Backtest
    after: Backtest

    @property
    def pages(self) -> int:
        """How many pages more."""
        return len(self.after.page_episodes) - len(self.before.page_episodes)

    @property
    def tickets(self) -> int:
        """How many tickets more."""
        return len(self.after.ticket_episodes) - len(self.before.ticket_episodes)

    @property
    def sentence(self) -> str:
        old, new = self.before.slo.objective, self.after.slo.objective
        changed = "With the other version" if old == new else f"With objective {percent(new)} instead of {percent(old)}"
        return f"{changed}: {_more(self.pages, 'page')}, {_more(self.tickets, 'ticket')}."


def _more(count: int, noun: str) -> str:
    if not count:
        return f"as many {noun}s"
    return f"{abs(count)} {noun if abs(count) == 1 else f'{noun}s'} {'more' if count > 0 else 'fewer'}"
