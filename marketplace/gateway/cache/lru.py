"""A bounded mapping that forgets what was not used for longest."""

import math
from collections import OrderedDict
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class LruCache(Generic[Key, Value]):
    """Holds at most `capacity` entries, which weigh `max_weight` together at most. For one event loop: no locks, no
    awaits.
    """

    __slots__ = ("_entries", "_max_weight", "_weights", "capacity", "hits", "misses", "weight")

    def __init__(self, capacity: int, max_weight: float = math.inf) -> None:
        if capacity < 1:
            raise ValueError(f"A cache holds at least one entry, not {capacity}.")
        self.capacity = capacity
        self.hits = 0
        self.misses = 0
        self.weight = 0
        self._max_weight = max_weight
        self._weights: dict[Key, int] = {}
        self._entries: OrderedDict[Key, Value] = OrderedDict()

    def get(self, key: Key) -> Value | None:
        value = self._entries.get(key)
        if value is None:
            self.misses += 1
            return None
        self.hits += 1
        self._entries.move_to_end(key)
        return value

    def put(self, key: Key, value: Value, weight: int = 0) -> None:
        """Remember the value, unless it alone weighs too much."""
        if weight > self._max_weight:
            return
        self._entries[key] = value
        self._entries.move_to_end(key)
        if weight:
            self.weight += weight - self._weights.get(key, 0)
            self._weights[key] = weight
        while len(self._entries) > self.capacity or self.weight > self._max_weight:
            forgotten, _ = self._entries.popitem(last=False)
            self.weight -= self._weights.pop(forgotten, 0)

    def items(self) -> list[tuple[Key, Value]]:
        """All entries, the one used longest ago first. No use of them."""
        return list(self._entries.items())

    def __len__(self) -> int:
        return len(self._entries)
