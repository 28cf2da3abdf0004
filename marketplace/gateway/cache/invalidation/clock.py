"""When each tag was last invalidated, in this process.

Instead of looking for what an invalidation drops, it is noted, and whoever wants to use something that was kept asks
whether one of its tags was invalidated since. The same question keeps out what was fetched before an invalidation and
would be stored after it: an answer is as old as the moment at which its fetch *began*.
"""

from collections.abc import Iterable

REMEMBERED = 100_000


class InvalidationClock:
    """`now` counts invalidations. Of the tags invalidated longest ago only the latest moment is remembered: everything
    older counts as invalid.
    """

    __slots__ = ("_last", "_oldest_valid", "_remembered", "now")

    def __init__(self, remembered: int = REMEMBERED) -> None:
        self.now = 0
        self._oldest_valid = 0
        self._last: dict[str, int] = {}
        self._remembered = remembered

    def invalidate(self, tags: Iterable[str]) -> None:
        """From now on, what depends on one of the tags and began earlier is not valid."""
        self.now += 1
        last = self._last
        for tag in tags:
            last.pop(tag, None)
            last[tag] = self.now
        while len(last) > self._remembered:
            oldest = next(iter(last))
            self._oldest_valid = max(self._oldest_valid, last.pop(oldest))

    def invalidate_all(self) -> None:
        """For when invalidations may have been missed."""
        self.now += 1
        self._oldest_valid = self.now
        self._last.clear()

    def is_valid(self, tags: Iterable[str], began: int) -> bool:
        """Whether nothing that was fetched at the moment `began`, and depends on the tags, has been invalidated."""
        if began < self._oldest_valid:
            return False
        last = self._last
        return all(last.get(tag, 0) <= began for tag in tags)
