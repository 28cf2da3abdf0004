"""The clock beside a model that remembers every invalidation."""

from hypothesis import given
from hypothesis import strategies as st

from marketplace.gateway.cache.invalidation import InvalidationClock

TAGS = st.sampled_from("abcdefgh")


@given(
    st.lists(st.tuples(st.sampled_from(["invalidate", "keep", "all"]), st.frozensets(TAGS, min_size=1)), max_size=30),
    st.integers(1, 20),
)
def test_nothing_is_valid_that_was_invalidated_since(steps, remembered):
    clock = InvalidationClock(remembered)
    kept: list[tuple[int, frozenset[str], bool]] = []
    for action, tags in steps:
        if action == "keep":
            kept.append((clock.now, tags, True))
        elif action == "invalidate":
            clock.invalidate(tags)
            kept = [(began, held, valid and not held & tags) for began, held, valid in kept]
        else:
            clock.invalidate_all()
            kept = [(began, held, False) for began, held, _ in kept]
        for began, held, valid in kept:
            if not valid:
                assert not clock.is_valid(held, began)
            elif remembered >= 8:
                assert clock.is_valid(held, began)


def test_what_began_before_an_invalidation_is_not_valid_after_it():
    clock = InvalidationClock()
    began = clock.now
    clock.invalidate(["a"])
    assert not clock.is_valid(["a"], began)
    assert clock.is_valid(["b"], began)
    assert clock.is_valid(["a"], clock.now)


def test_what_is_forgotten_counts_as_invalidated():
    clock = InvalidationClock(remembered=1)
    began = clock.now
    clock.invalidate(["a"])
    clock.invalidate(["b"])
    assert not clock.is_valid(["a"], began)
    assert not clock.is_valid(["c"], began)
    assert clock.is_valid(["a"], clock.now)
