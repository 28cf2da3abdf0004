"""A sliding window in constant space that never lets too much through.

What passed is kept as a log of (time, amount); a window holds what is younger than its length. Where the
limit is small the log is exact. Otherwise what passes within the same sixteenth of the window becomes one entry, which
counts until its *latest* part has left the window: at most 18 entries, and the only error is that room comes back up to
a sixteenth of the window late. (Basic windows: Y. Zhu and D. Shasha, "StatStream", VLDB 2002, section 3. The
customary two weighted counters, as in J. Desgats, "How we built rate limiting capable of scaling to millions of
domains", Cloudflare 2017, take less space, but suppose that the last window was filled evenly: after a burst at its end
they let up to nearly twice the limit through.)

With a burst allowance a second condition bounds the long run: a leaky bucket of limit and burst together, which drains
at the limit's rate (the dual of the generic cell rate algorithm, ITU-T I.371). The window bounds each span to limit and
burst, the bucket all spans to `burst + limit + limit * seconds / per`.

`scripts.py` holds the same in Lua; a property test keeps the two equal. All numbers are whole; times are milliseconds.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

SLICES = 16


class Measure(NamedTuple):
    """What one limit allows. `grain` is the time within which entries are merged, 0 for an exact log."""

    limit: int
    burst: int
    window: int
    grain: int

    @classmethod
    def of(cls, limit: int, burst: int, window: int) -> "Measure":
        return cls(limit, burst, window, window // SLICES if limit + burst > SLICES else 0)

    @property
    def total(self) -> int:
        """What may pass in one window."""
        return self.limit + self.burst


@dataclass(slots=True)
class Window:
    """One count. `backlog` is the bucket's level in amount times milliseconds, at the time `now`; the clock that is
    given may jump, `now` never goes back.
    """

    now: int
    backlog: int = 0
    log: list[tuple[int, int]] = field(default_factory=list)
    used: int = 0
    """The sum of the log's amounts."""

    def advance(self, measure: Measure, now: int) -> None:
        """Forget what has left the window."""
        if now > self.now:
            if self.backlog:
                self.backlog = max(0, self.backlog - measure.limit * (now - self.now))
            self.now = now
        log, oldest = self.log, self.now - measure.window
        while log and log[0][0] <= oldest:
            self.used -= log.pop(0)[1]

    def room(self, measure: Measure) -> int:
        """What could pass now; negative after a correction upwards."""
        room = measure.total - self.used
        if measure.burst:
            room = min(room, (measure.total * measure.window - self.backlog) // measure.window)
        return room

    def until_room(self, measure: Measure, amount: int) -> int:
        """Milliseconds until so much could pass, which is more than could now and not more than the total."""
        wait = 0
        needed = amount + self.used - measure.total
        for at, passed in self.log:
            if needed <= 0:
                break
            needed -= passed
            wait = at + measure.window - self.now
        if measure.burst:
            excess = self.backlog + (amount - measure.total) * measure.window
            wait = max(wait, -(-excess // measure.limit))
        return wait

    def left(self, measure: Measure) -> tuple[int, int]:
        """What could pass now, and the milliseconds until more could; 0 where everything could."""
        room = max(0, self.room(measure))
        return room, self.until_room(measure, room + 1) if room < measure.total else 0

    def charge(self, measure: Measure, amount: int) -> None:
        if amount > 0:
            latest, passed = self.log[-1] if self.log else (-1, 0)
            if latest == self.now or (measure.grain and self.now // measure.grain == latest // measure.grain):
                self.log[-1] = (self.now, passed + amount)
            else:
                self.log.append((self.now, amount))
            self.used += amount
        self._fill(measure, amount)

    def refund(self, measure: Measure, amount: int, charged_at: int) -> None:
        """Give back a part of what was charged at that time. The oldest entries shrink first, so that no window holds
        less than what really passed in it; nothing is given back once the charge itself has left the window.
        """
        if charged_at + measure.window <= self.now:
            return
        self._fill(measure, -amount)
        rest = []
        for at, passed in self.log:
            given = min(passed, amount)
            amount -= given
            if passed > given:
                rest.append((at, passed - given))
        self.log = rest
        self.used = sum(passed for _, passed in rest)

    def _fill(self, measure: Measure, amount: int) -> None:
        """A debt is bounded: a correction never costs more than the time in which two totals drain."""
        if measure.burst:
            level = self.backlog + amount * measure.window
            self.backlog = max(0, min(level, 2 * measure.total * measure.window))


class Taken(NamedTuple):
    """The outcome of charging several counts at once. `refused` is the index of the one that needs the longest `wait`,
    or -1 when all were charged; `left` has each one's room and the time until there is more.
    """

    refused: int
    wait: int
    at: int
    left: Sequence[tuple[int, int]]


def take(windows: Sequence[Window], measures: Sequence[Measure], amounts: Sequence[int], now: int) -> Taken:
    """All or nothing: a refused request is not counted, however often it is repeated."""
    refused, longest = -1, -1
    for index, (window, measure, amount) in enumerate(zip(windows, measures, amounts, strict=True)):
        window.advance(measure, now)
        if amount > window.room(measure):
            wait = window.until_room(measure, amount)
            if wait > longest:
                refused, longest = index, wait
    if refused < 0:
        for window, measure, amount in zip(windows, measures, amounts, strict=True):
            window.charge(measure, amount)
    return Taken(
        refused, longest, now, [window.left(measure) for window, measure in zip(windows, measures, strict=True)]
    )


def correct(window: Window, measure: Measure, difference: int, charged_at: int, now: int) -> None:
    """More or less was used than was charged at that time."""
    window.advance(measure, now)
    if difference > 0:
        window.charge(measure, difference)
    else:
        window.refund(measure, -difference, charged_at)
