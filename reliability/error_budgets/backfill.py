"""Record the past from a Prometheus that still has its samples. Doing it again changes nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from reliability.error_budgets.counting import Counting
from reliability.error_budgets.measured import measured
from reliability.error_budgets.record import CHUNK, Recorded, milliseconds
from reliability.error_budgets.rollups import replace_minutes
from reliability.error_budgets.sources import CountSource
from reliability.error_budgets.state import RecordingState
from reliability.error_budgets.tally import MINUTE
from reliability.errors import MeasurementError
from reliability.models import Recording
from reliability.slo.model import Slo


@dataclass(frozen=True, slots=True)
class Stretch:
    """Whole minutes, in milliseconds; `chunks` of them are asked for one after the other."""

    start: int
    end: int

    @property
    def chunks(self) -> int:
        return max(0, -(-(self.end - self.start) // CHUNK))


def backfill(
    *,
    slos: Sequence[Slo],
    source: CountSource,
    start: datetime,
    end: datetime,
    progress: Callable[[Slo], object] | None = None,
) -> list[Recorded]:
    """Replace the counts of whole minutes from `start` to `end`, as far as the recorder has not yet to settle them.

    The first sample of a series is its beginning, unless its target was watched in the five minutes before. `progress`
    is called for each chunk of an SLO.
    """
    outcomes = []
    for slo in slos:
        try:
            outcomes.append(_backfill(slo, source, stretch_of(slo, start, end), progress))
        except MeasurementError as error:
            outcomes.append(Recorded(slo.reference, error=str(error)))
    return outcomes


def stretch_of(slo: Slo, start: datetime, end: datetime) -> Stretch:
    """Return the minutes to fill: none that the recorder counts again anyway."""
    first, last = (milliseconds(moment) // MINUTE * MINUTE for moment in (start, end))
    recording = Recording.objects.filter(slo=slo.reference).first()
    return Stretch(first, min(last, recording.settled_at) if recording else last)


def _backfill(slo: Slo, source: CountSource, stretch: Stretch, progress: Callable[[Slo], object] | None) -> Recorded:
    plan = measured(slo)
    if plan is None:
        return Recorded(slo.reference)
    counting = Counting(slo, plan, source, RecordingState())
    counting.begin_new_selectors(stretch.start)
    total = bad = 0
    for after in range(stretch.start, stretch.end, CHUNK):
        until = min(after + CHUNK, stretch.end)
        tally, _ = counting.count(after=after, settled=until, until=until)
        with transaction.atomic():
            replace_minutes(slo.reference, tally, first=after // MINUTE, end=until // MINUTE, estimated=plan.estimated)
        total, bad = total + tally.whole[0], bad + tally.whole[1]
        if progress:
            progress(slo)
    return Recorded(slo.reference, total, bad, stretch.end)
