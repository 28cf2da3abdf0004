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


def test_entries_are_forgotten_until_the_rest_weighs_little_enough():
    cache = LruCache[str, int](10, max_weight=100)
    for number, weight in enumerate([40, 30, 30]):
        cache.put(str(number), number, weight)
    cache.get("0")
    cache.put("3", 3, 45)
    assert [key for key, _ in cache.items()] == ["0", "3"]
    assert cache.weight == 85


def test_an_entry_that_is_replaced_weighs_once():
    cache = LruCache[str, int](10, max_weight=100)
    for weight in (60, 20, 80):
        cache.put("a", weight, weight)
    assert (cache.get("a"), cache.weight) == (80, 80)


def test_what_weighs_too_much_alone_is_not_kept():
    cache = LruCache[str, int](10, max_weight=100)
    cache.put("a", 1, 50)
    cache.put("b", 2, 101)
    assert (cache.get("a"), cache.get("b"), cache.weight) == (1, None, 50)
