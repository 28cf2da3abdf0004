"""Who is on call: layers of rotations, and people who stand in. People are numbers here."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from reliability.alerting.domain.clock import instant_of
from reliability.alerting.domain.hours import Hours
from reliability.conventions import RotationUnit

Person = object
"""A key of a user, whatever its type."""
_DAY: Final = timedelta(days=1)
_DAYS_OF: Final = {RotationUnit.DAYS: 1, RotationUnit.WEEKS: 7}


@dataclass(frozen=True, slots=True)
class Layer:
    """People in turn: each from a hand-over to the next one, within `hours` only."""

    people: tuple[Person, ...]
    zone: ZoneInfo
    starts_on: date
    hand_over: time
    turn: int
    unit: RotationUnit
    hours: Hours | None = None
    ends_on: date | None = None

    def person_at(self, at: datetime) -> Person | None:
        if not self.people or at < self._start or (self._end is not None and at >= self._end):
            return None
        if self.hours is not None and not self.hours.contain(at):
            return None
        return self.people[self._turns_before(at) % len(self.people)]

    def changes(self, start: datetime, end: datetime) -> Iterator[datetime]:
        """Yield every instant of a span at which another person may have their turn."""
        yield self._start
        if self._end is not None:
            yield self._end
        yield from self._hand_overs(start, end)
        if self.hours is not None:
            first, last = start.astimezone(self.zone).date() - _DAY, end.astimezone(self.zone).date()
            for span in self.hours.spans(first, last):
                yield from span

    @property
    def _start(self) -> datetime:
        return instant_of(self.starts_on, self.hand_over, self.zone)

    @property
    def _end(self) -> datetime | None:
        return None if self.ends_on is None else instant_of(self.ends_on, self.hand_over, self.zone)

    def _turns_before(self, at: datetime) -> int:
        """Count the hand-overs after the first one, up to an instant."""
        if self.unit is RotationUnit.HOURS:
            return int((at - self._start) // timedelta(hours=self.turn))
        day = at.astimezone(self.zone).date()
        if at < instant_of(day, self.hand_over, self.zone):
            day -= _DAY
        return (day - self.starts_on).days // (self.turn * _DAYS_OF[self.unit])

    def _hand_overs(self, start: datetime, end: datetime) -> Iterator[datetime]:
        number = max(0, self._turns_before(start)) if start > self._start else 0
        while (instant := self._hand_over_number(number)) < end:
            yield instant
            number += 1

    def _hand_over_number(self, number: int) -> datetime:
        if self.unit is RotationUnit.HOURS:
            return self._start + number * timedelta(hours=self.turn)
        return instant_of(self.starts_on + number * self.turn * _DAYS_OF[self.unit] * _DAY, self.hand_over, self.zone)


@dataclass(frozen=True, slots=True)
class Override:
    person: Person
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Rota:
    """Overrides go before layers; both stand in the order in which they count."""

    layers: tuple[Layer, ...]
    overrides: tuple[Override, ...] = ()

    def person_at(self, at: datetime) -> Person | None:
        for override in self.overrides:
            if override.start <= at < override.end:
                return override.person
        return next((person for layer in self.layers if (person := layer.person_at(at)) is not None), None)

    def shifts(self, start: datetime, end: datetime) -> tuple["Shift", ...]:
        """Divide a span without rest into shifts; one without a person is a gap. Times are in UTC.

        Python subtracts two times of one zone by their clocks, which is wrong where clocks change.
        """
        start, end = start.astimezone(UTC), end.astimezone(UTC)
        changes = {start, *(instant for layer in self.layers for instant in layer.changes(start, end))}
        changes.update(
            instant.astimezone(UTC) for override in self.overrides for instant in (override.start, override.end)
        )
        shifts: list[Shift] = []
        for instant in sorted(change for change in changes if start <= change < end):
            person = self.person_at(instant)
            if shifts and shifts[-1].person == person:
                continue
            if shifts:
                shifts[-1] = Shift(shifts[-1].start, instant, shifts[-1].person)
            shifts.append(Shift(instant, end, person))
        return tuple(shifts)


@dataclass(frozen=True, slots=True)
class Shift:
    start: datetime
    end: datetime
    person: Person | None
