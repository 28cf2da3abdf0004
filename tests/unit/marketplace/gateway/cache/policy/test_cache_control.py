"""`Cache-Control` as a shared cache reads it (RFC 9111, RFC 5861)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.gateway.cache.policy import CacheControl, parse_cache_control
from marketplace.gateway.cache.policy.cache_control import LONGEST, cache_control_of


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", CacheControl()),
        ("max-age=60", CacheControl(max_age=60)),
        ("MAX-AGE=60, Public", CacheControl(max_age=60)),
        ('max-age="60"', CacheControl(max_age=60)),
        ("public, max-age=60, s-maxage=10", CacheControl(max_age=10)),
        ("private, max-age=60, s-maxage=10", CacheControl(max_age=60, private=True)),
        ('private="set-cookie", max-age=5', CacheControl(max_age=5, private=True)),
        ("no-store", CacheControl(no_store=True)),
        ("no-cache, max-age=60", CacheControl(no_store=True)),
        ("private, no-store", CacheControl(no_store=True, private=True)),
        ("max-age=60, max-age=10", CacheControl(max_age=10)),
        ("max-age=soon", CacheControl(max_age=0)),
        ("max-age=-1", CacheControl(max_age=0)),
        ("max-age", CacheControl(max_age=0)),
        ("max-age=99999999999999999999", CacheControl(max_age=LONGEST)),
        (
            "max-age=1, stale-while-revalidate=2, stale-if-error=3",
            CacheControl(max_age=1, stale_while_revalidate=2, stale_if_error=3),
        ),
        (
            "max-age=1, must-revalidate, stale-if-error=3",
            CacheControl(max_age=1, stale_while_revalidate=0, stale_if_error=0),
        ),
        ("x-own=1,,  max-age=7", CacheControl(max_age=7)),
        ('max-age=7, "', CacheControl(no_store=True)),
    ],
)
def test_what_the_header_says(header, expected):
    assert parse_cache_control(header) == expected


@pytest.mark.parametrize(("age", "left"), [("0", 60), ("45", 15), ("61", 0), ("old", 60), (None, 60)])
def test_an_answer_that_was_kept_on_the_way_is_so_much_older(age, left):
    assert parse_cache_control("max-age=60", age).max_age == left


def test_headers_that_do_not_speak_of_it_say_nothing():
    assert cache_control_of({"content-type": "application/json"}) is None
    assert cache_control_of({"cache-control": "max-age=9", "age": "2"}) == CacheControl(max_age=7)


def test_a_response_that_sets_a_cookie_is_not_kept():
    assert cache_control_of({"cache-control": "max-age=9", "set-cookie": "a=b"}) == CacheControl(no_store=True)


@given(st.text(max_size=60))
def test_any_text_is_read_and_its_times_are_in_range(text):
    said = parse_cache_control(text)
    times = (said.max_age, said.stale_while_revalidate, said.stale_if_error)
    assert all(time is None or 0 <= time <= LONGEST for time in times)
