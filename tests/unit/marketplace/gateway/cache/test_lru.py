"""The bounded cache forgets what was not used for longest."""

import pytest

from marketplace.gateway.cache import LruCache


def test_forgets_the_entry_that_was_not_used_for_longest():
    cache: LruCache[str, int] = LruCache(2)
    cache.put("a", 1)
    cache.put("b", 2)
    assert cache.get("a") == 1
    cache.put("c", 3)
    assert cache.get("b") is None
    assert (cache.get("a"), cache.get("c")) == (1, 3)


def test_never_holds_more_than_its_capacity():
    cache: LruCache[int, int] = LruCache(10)
    for number in range(1_000):
        cache.put(number, number)
    assert len(cache) == 10
    assert cache.get(999) == 999


def test_putting_again_replaces_and_refreshes():
    cache: LruCache[str, int] = LruCache(2)
    cache.put("a", 1)
    cache.put("b", 2)
    cache.put("a", 10)
    cache.put("c", 3)
    assert cache.get("a") == 10
    assert cache.get("b") is None


def test_counts_hits_and_misses():
    cache: LruCache[str, int] = LruCache(2)
    cache.get("a")
    cache.put("a", 1)
    cache.get("a")
    assert (cache.hits, cache.misses) == (1, 1)


def test_a_cache_without_room_is_refused():
    with pytest.raises(ValueError, match="at least one entry"):
        LruCache(0)
