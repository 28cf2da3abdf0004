"""What is kept in this process."""

from collections import OrderedDict
from collections.abc import Hashable

from marketplace.gateway.cache.invalidation.clock import InvalidationClock
from marketplace.gateway.cache.store.entry import Entry


class LocalTier:
    """Holds at most `capacity` bytes, forgets what was not used for longest, and gives nothing that was invalidated.
    For one event loop.
    """

    __slots__ = ("_capacity", "_clock", "_entries", "_largest", "used")

    def __init__(self, capacity: int, largest: int, clock: InvalidationClock) -> None:
        self._capacity = capacity
        self._largest = largest
        self._clock = clock
        self._entries: OrderedDict[Hashable, tuple[Entry, int]] = OrderedDict()
        self.used = 0

    def get(self, key: Hashable) -> Entry | None:
        """The entry, perhaps a stale one. What cannot be used any more at all is for the reader to see."""
        held = self._entries.get(key)
        if held is None:
            return None
        entry = held[0]
        if entry.began != self._clock.now:
            if not self._clock.is_valid(entry.tags, entry.began):
                self.drop(key)
                return None
            entry.began = self._clock.now
        self._entries.move_to_end(key)
        return entry

    def put(self, key: Hashable, entry: Entry) -> None:
        """Keep the entry, unless it is too large or was invalidated before it came here."""
        self.drop(key)
        size = entry.size() + (len(key) if isinstance(key, bytes) else 0)
        if size > self._largest or not self._clock.is_valid(entry.tags, entry.began):
            return
        self._entries[key] = (entry, size)
        self.used += size
        while self.used > self._capacity:
            _, (_, freed) = self._entries.popitem(last=False)
            self.used -= freed

    def drop(self, key: Hashable) -> None:
        held = self._entries.pop(key, None)
        if held is not None:
            self.used -= held[1]

    def __len__(self) -> int:
        return len(self._entries)
