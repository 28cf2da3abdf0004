"""One stretch of time of one SLO: samples to tallies, and to what the next stretch must know."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from reliability.error_budgets.measured import Measured
from reliability.error_budgets.sources import CountSource
from reliability.error_budgets.state import RecordingState, joined
from reliability.error_budgets.tally import (
    MINUTE,
    Tally,
    require_bucket,
    tally_counters,
    tally_evaluated,
    tally_gauges,
)
from reliability.prometheus import SampledSeries
from reliability.prometheus.increases import Increases
from reliability.slo.model import Slo

LOOKBACK: Final = 5 * MINUTE
"""Where the values stand that counting begins with."""
ABOUT_TARGETS: Final = "about targets"
GAUGE: Final = "gauge"


@dataclass(slots=True)
class Counting:
    """`state` is moved on by `count`. All times in milliseconds."""

    slo: Slo
    plan: Measured
    source: CountSource
    state: RecordingState

    def begin_new_selectors(self, at: int) -> None:
        """Take the values at a time as those from which on selectors without state are counted; forget the others."""
        known = self.state.increases
        self.state.increases = {
            one.key: known[one.key] if one.key in known else Increases(began_at=at) for one in self.plan.everything
        }
        if not self.source.keeps_samples:
            return
        for one in self.plan.everything:
            if one.key not in known:
                before = self.source.samples(one.selector, after=at - LOOKBACK, until=at - 1)
                targets = self.source.about_targets(after=at - LOOKBACK, until=at - 1)
                self.state.increases[one.key].count(before, targets, before=at)

    def count(self, *, after: int, settled: int, until: int) -> tuple[Tally, Tally]:
        """Return the counts from `after` to `settled`, and those from there to `until`; the state stands between."""
        final, ahead = self._count_counters(after, settled, until)
        if not self.plan.counters:
            shown = self.source.gauges(self.slo, until=until)
            evaluate = self._evaluate(after, settled, until) if shown is None else self._look(shown, settled, until)
            for tally, more in zip((final, ahead), evaluate, strict=True):
                tally.total.update(more.total)
                tally.bad.update(more.bad)
        return final, ahead

    def forget(self, before: int) -> None:
        for one in self.state.increases.values():
            one.forget(before)

    def _count_counters(self, after: int, settled: int, until: int) -> tuple[Tally, Tally]:
        samples = {
            one.key: self._with_unfinished(one.key, self.source.samples(one.selector, after=after - 1, until=until))
            for one in self.plan.everything
        }
        require_bucket(self.slo, self.plan, samples)
        targets = self._with_unfinished(ABOUT_TARGETS, self.source.about_targets(after=after - 1, until=until))
        self._keep_unfinished({**samples, ABOUT_TARGETS: targets}, settled)
        first = after // MINUTE
        state = self.state.increases
        final = tally_counters(self.slo, self.plan, samples, targets, state, first=first, before=settled)
        further = {key: one.copy() for key, one in state.items()}
        ahead = tally_counters(self.slo, self.plan, samples, targets, further, first=first, before=until + 1)
        return final, ahead

    def _look(self, shown: Sequence[SampledSeries], settled: int, until: int) -> tuple[Tally, Tally]:
        samples = self._with_unfinished(GAUGE, shown)
        self._keep_unfinished({GAUGE: samples}, settled)
        final = tally_gauges(self.slo, samples, before=settled)
        return final, tally_gauges(self.slo, self.state.unfinished[GAUGE], before=until + 1)

    def _evaluate(self, after: int, settled: int, until: int) -> tuple[Tally, Tally]:
        evaluated = self.source.evaluated(self.slo, first=after // MINUTE, end=until // MINUTE)
        border = settled // MINUTE
        final = tally_evaluated([one for one in evaluated if one.minute < border], self.state.carry)
        ahead = tally_evaluated([one for one in evaluated if one.minute >= border], dict(self.state.carry))
        return final, ahead

    def _with_unfinished(self, key: str, series: Sequence[SampledSeries]) -> list[SampledSeries]:
        return joined((*self.state.unfinished.get(key, ()), *series))

    def _keep_unfinished(self, samples: dict[str, list[SampledSeries]], settled: int) -> None:
        if self.source.keeps_samples:
            return
        for key, series in samples.items():
            kept = [one._replace(samples=tuple(at for at in one.samples if at.at >= settled)) for one in series]
            self.state.unfinished[key] = [one for one in kept if one.samples]
