"""When each fault is in force, and which outcome is explained by which."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from benchmarks.soak.clients import Journal
from benchmarks.soak.faults import Fault
from benchmarks.soak.outcomes import GOOD, Kind, Record
from benchmarks.soak.stage import Stage

AFTERMATH: Final = 6.0
"""Seconds after its end in which a fault still explains: breakers close, instances are checked, clients come back."""
LASTS: Final = 0.55
"""The share of its slot in which a fault is in force; the rest is calm."""
SHED: Final = "too much work"
"""Explains what is refused with 503 and OVERLOADED at any time: the machine may be busy with other things."""


@dataclass(slots=True)
class Window:
    """A fault in force, in seconds since the soak began."""

    fault: Fault
    began: float
    ended: float = float("inf")

    def covers(self, record: Record) -> bool:
        return record.ended >= self.began and record.began <= self.ended + AFTERMATH


@dataclass(slots=True)
class Timeline:
    """`announce` is told every beginning and end, with the seconds since the soak began."""

    stage: Stage
    journal: Journal
    announce: Callable[[float, str], None]
    windows: list[Window] = field(default_factory=list)

    async def run(self, faults: Sequence[Fault], *, seconds: float) -> None:
        """One after another, each followed by calm; in so many seconds if none takes longer."""
        slot = seconds / len(faults)
        for fault in faults:
            until = self.journal.now + slot
            await self._run_one(fault, LASTS * slot)
            await asyncio.sleep(max(0.0, until - self.journal.now))

    async def _run_one(self, fault: Fault, seconds: float) -> None:
        window = Window(fault, self.journal.now)
        self.windows.append(window)
        self.announce(window.began, fault.title)
        await fault.begin(self.stage, seconds)
        await asyncio.sleep(max(0.0, window.began + seconds - self.journal.now))
        await fault.end(self.stage, seconds)
        window.ended = self.journal.now
        self.announce(window.ended, f"over: {fault.title}")

    def explain(self, records: Iterable[Record]) -> list[Record]:
        """Name the fault that explains each record that was not right at once; those that nothing explains."""
        unexplained = []
        for record in records:
            troubles = [outcome for outcome in record.outcomes if outcome.kind not in GOOD]
            if not troubles:
                continue
            names = [self._explanation(record, number) for number in range(len(record.outcomes))]
            record.explained_by = (
                next((name for name in names if name), "")
                if all(name or outcome.kind in GOOD for name, outcome in zip(names, record.outcomes, strict=True))
                else ""
            )
            if not record.explained_by:
                unexplained.append(record)
        return unexplained

    def _explanation(self, record: Record, attempt: int) -> str:
        """Of one attempt. One that got no answer is explained only where the next one did get one."""
        outcome = record.outcomes[attempt]
        if outcome.kind is Kind.SHED:
            return SHED
        if outcome.kind is Kind.LOST and attempt == len(record.outcomes) - 1:
            return ""
        fitting = (window.fault.name for window in self.windows if window.covers(record))
        by_name = {window.fault.name: window.fault for window in self.windows}
        return next((name for name in fitting if by_name[name].explains(record.operation, outcome)), "")
