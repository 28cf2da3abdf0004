from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.subgraphs.reviews.domain.ratings import COUNT_FIELDS, RATINGS, RatingChange, RatingTally

contribution = st.none() | st.sampled_from(RATINGS)


def test_nothing_counted_has_no_average():
    tally = RatingTally()

    assert (tally.average, tally.count, tally.sum) == (None, 0, 0)
    assert tally.histogram == {1: 0, 2: 0, 3: 0, 4: 0, 5: 0}


def test_a_tally_adds_up_its_histogram():
    tally = RatingTally.from_histogram({5: 3, 2: 1})

    assert (tally.count, tally.sum, tally.average) == (4, 17, 4.25)
    assert tally.histogram == {1: 0, 2: 1, 3: 0, 4: 0, 5: 3}


@pytest.mark.parametrize(
    ("before", "after", "deltas"),
    [
        (None, 4, {"count": 1, "sum": 4, "count_4": 1}),
        (4, None, {"count": -1, "sum": -4, "count_4": -1}),
        (4, 1, {"sum": -3, "count_4": -1, "count_1": 1}),
        (4, 4, {}),
        (None, None, {}),
    ],
)
def test_a_change_moves_only_what_differs(before, after, deltas):
    assert RatingChange(before=before, after=after).deltas() == deltas


@given(st.lists(st.tuples(contribution, contribution)))
def test_changes_applied_one_by_one_equal_a_recount(writes):
    running: Counter[str] = Counter()
    histogram: Counter[int] = Counter()
    for before, after in writes:
        running.update(RatingChange(before=before, after=after).deltas())
        histogram[before or 0] -= 1
        histogram[after or 0] += 1

    recounted = RatingTally.from_histogram(histogram)
    assert (running["count"], running["sum"]) == (recounted.count, recounted.sum)
    assert {rating: running[field] for rating, field in COUNT_FIELDS.items()} == recounted.histogram
