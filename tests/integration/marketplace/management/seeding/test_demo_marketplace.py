"""What streams must not pile up."""

import tracemalloc

import pytest
from django.db import connection

from marketplace.management.seeding.dates import ANCHOR, Period
from marketplace.management.seeding.demo_marketplace import DemoMarketplace
from marketplace.management.seeding.randomness import Randomness
from marketplace.management.seeding.sizes import Sizes

BYTES_OF_A_ROW = 1_000
"""What a row costs at least while it is held: a model instance, its values, and the text of both."""

pytestmark = pytest.mark.django_db


def peak_of_writing(sizes, *, seed):
    marketplace = DemoMarketplace(sizes, Randomness(seed), Period.two_years_up_to(ANCHOR), logins=None)
    tracemalloc.start()
    try:
        rows = marketplace.write(connection, lambda _: None, rows_in_memory=100)
        return rows, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_does_not_grow_with_the_marketplace():
    peak_of_writing(Sizes(users=20, offers=20, reviews=20), seed=0)  # fills the caches of names, cities and categories

    few_rows, small_peak = peak_of_writing(Sizes(users=100, offers=150, reviews=400), seed=1)
    many_rows, large_peak = peak_of_writing(Sizes(users=600, offers=900, reviews=2_400), seed=2)

    assert many_rows > few_rows + 5_000
    assert (large_peak - small_peak) / (many_rows - few_rows) < BYTES_OF_A_ROW / 10
