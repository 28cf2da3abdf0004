"""Record how many good and bad events each SLO had, minute by minute, and lose or double none.

A run reads what the last one knew, asks the source for all samples since, and writes counts and knowledge in one
transaction, if nobody else did meanwhile. Minutes that are not yet final are counted again by every run.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from reliability.error_budgets.counting import Counting
from reliability.error_budgets.measured import Measured, measured
from reliability.error_budgets.rollups import replace_minutes
from reliability.error_budgets.sources import CountSource
from reliability.error_budgets.state import from_json, to_json
from reliability.error_budgets.tally import MINUTE, Tally
from reliability.errors import MeasurementError
from reliability.models import Recording
from reliability.slo.model import Slo

CHUNK: Final = 60 * MINUTE
"""What is asked for at once, when there is much to catch up with."""
FORGOTTEN: Final = 7 * 24 * 60 * MINUTE
"""Targets not seen for so long are not remembered: pods come and go."""
LONGEST_ERROR: Final = 500


@dataclass(frozen=True, slots=True)
class Recorded:
    """One SLO's run: the events of the minutes it wrote, until when counts are final, or why there are none."""

    slo: str
    total: int = 0
    bad: int = 0
    settled_at: int | None = None
    error: str = ""


def record(
    *, slos: Sequence[Slo], source: CountSource, now: datetime, progress: Callable[[Slo], object] | None = None
) -> list[Recorded]:
    """Record each SLO; one that cannot be measured is told of and stops no other. Composites have no counts."""
    outcomes = []
    for slo in slos:
        plan = measured(slo)
        if plan is not None:
            outcomes.append(_record_told(slo, plan, source, milliseconds(now)))
        if progress:
            progress(slo)
    return outcomes


def milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000)


def _record_told(slo: Slo, plan: Measured, source: CountSource, now: int) -> Recorded:
    try:
        return _record(slo, plan, source, now)
    except MeasurementError as error:
        Recording.objects.filter(slo=slo.reference).update(error=str(error)[:LONGEST_ERROR])
        return Recorded(slo.reference, error=str(error))


def _record(slo: Slo, plan: Measured, source: CountSource, now: int) -> Recorded:
    recording = _begun(slo, source, now)
    written: list[Tally] = []
    while recording.settled_at <= now:
        until = min(now, recording.settled_at + CHUNK)
        settled = max(recording.settled_at, (until - source.lag) // MINUTE * MINUTE)
        counting = Counting(slo, plan, source, from_json(recording.state))
        counting.begin_new_selectors(recording.settled_at)
        tallies = counting.count(after=recording.settled_at, settled=settled, until=until)
        counting.forget(settled - FORGOTTEN)
        if _write(recording, counting, tallies, settled=settled, until=until):
            written += tallies
            if until == now:
                break
        recording.refresh_from_db()
    total, bad = (sum(column) for column in zip((0, 0), *(tally.whole for tally in written), strict=True))
    return Recorded(slo.reference, total, bad, recording.settled_at)


def _begun(slo: Slo, source: CountSource, now: int) -> Recording:
    """Return the recording, made or, when the source is another one, begun anew; no minute is counted from both."""
    settled = (now - source.lag) // MINUTE * MINUTE
    fresh = {"source": source.name, "began_at": settled, "settled_at": settled, "state": {}}
    recording, _ = Recording.objects.get_or_create(slo=slo.reference, defaults=fresh)
    if recording.source != source.name:
        version = recording.version
        Recording.objects.filter(pk=recording.pk, version=version).update(**fresh, version=version + 1)
        recording.refresh_from_db()
    return recording


def _write(seen: Recording, counting: Counting, tallies: tuple[Tally, Tally], *, settled: int, until: int) -> bool:
    """Write a chunk if the recording is still as it was seen."""
    with transaction.atomic():
        recording = Recording.objects.select_for_update().filter(pk=seen.pk, version=seen.version).first()
        if recording is None:
            return False
        first, border, end = recording.settled_at // MINUTE, settled // MINUTE, until // MINUTE + 1
        final, ahead = tallies
        estimated = counting.plan.estimated
        replace_minutes(recording.slo, final, first=first, end=border, estimated=estimated)
        replace_minutes(recording.slo, ahead, first=border, end=end, estimated=estimated)
        recording.settled_at = settled
        recording.state = to_json(counting.state)
        recording.version += 1
        recording.error = ""
        recording.save()
    return True
