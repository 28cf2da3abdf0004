"""What a process keeps in its memory."""

from hypothesis import given
from hypothesis import strategies as st

from marketplace.gateway.cache.invalidation import InvalidationClock
from marketplace.gateway.cache.policy import CachePolicy
from marketplace.gateway.cache.store import Entry, LocalTier

KEYS = st.sampled_from([b"a", b"b", b"c", b"d"])


def entry(size: int = 10, tags: tuple[str, ...] = ("t",), began: int = 0) -> Entry:
    return Entry.under(CachePolicy(60), b"x" * size, tags, began, None, now=0, seconds=0)


@given(st.lists(st.tuples(st.sampled_from(["put", "get", "drop"]), KEYS, st.integers(0, 1_500)), max_size=40))
def test_it_never_holds_more_than_it_may_and_forgets_the_oldest(steps):
    capacity, largest = 3_000, 1_500
    tier = LocalTier(capacity, largest, InvalidationClock())
    model: dict[bytes, int] = {}
    for kind, key, size in steps:
        if kind == "put":
            tier.put(key, entry(size))
            model.pop(key, None)
            cost = entry(size).size() + len(key)
            if cost <= largest:
                model[key] = cost
                while sum(model.values()) > capacity:
                    model.pop(next(iter(model)))
        elif kind == "get":
            assert (tier.get(key) is not None) == (key in model)
            if key in model:
                model[key] = model.pop(key)
        else:
            tier.drop(key)
            model.pop(key, None)
        assert (len(tier), tier.used) == (len(model), sum(model.values()))


def test_what_was_invalidated_is_gone_and_takes_no_room():
    clock = InvalidationClock()
    tier = LocalTier(10_000, 10_000, clock)
    tier.put(b"a", entry(tags=("t", "u")))
    tier.put(b"b", entry(tags=("t",)))
    clock.invalidate(["u"])
    assert tier.get(b"a") is None
    assert tier.get(b"b") is not None
    assert len(tier) == 1


def test_what_began_before_an_invalidation_does_not_come_in():
    clock = InvalidationClock()
    tier = LocalTier(10_000, 10_000, clock)
    began = clock.now
    clock.invalidate(["t"])
    tier.put(b"a", entry(began=began))
    assert tier.get(b"a") is None
    tier.put(b"a", entry(began=clock.now))
    assert tier.get(b"a") is not None
