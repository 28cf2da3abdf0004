"""Entries as they are written for Redis."""

from hypothesis import given
from hypothesis import strategies as st

from marketplace.gateway.cache.policy import CachePolicy
from marketplace.gateway.cache.store.entry import Entry, decode, decode_tags, encode

TAGS = ("s:shop", "t:shop:Product", 'e:shop:Product:{"id":"ü"}')
VERSIONS = (None, b"12345678", None)
POLICY = CachePolicy(60, private=True, stale_while_revalidate=30, stale_if_error=90)


def entry(value: bytes = b'{"a":1}') -> Entry:
    return Entry.under(POLICY, value, TAGS, 0, VERSIONS, now=1_000, seconds=0.25)


@given(st.binary(max_size=300), st.integers(0, 400), st.booleans())
def test_what_was_written_is_read(value, compress_above, with_tags):
    record = encode(entry(value), compress_above, with_tags=with_tags)
    assert decode_tags(record) == (TAGS if with_tags else None)
    read = decode(record, TAGS, VERSIONS, began=5)
    assert read is not None
    assert (read.value, read.private, read.seconds, read.began) == (value, True, 0.25, 5)
    assert (read.fresh_until, read.stale_until, read.error_until) == (1_060, 1_090, 1_150)


def test_large_values_are_compressed():
    assert len(encode(entry(b"a" * 10_000), 4_096, with_tags=False)) < 500


def test_a_record_whose_tags_were_invalidated_is_not_read():
    record = encode(entry(), 4_096, with_tags=False)
    assert decode(record, TAGS, (None, b"87654321", None), 0) is None
    assert decode(record, TAGS, (b"12345678", None, None), 0) is None


@given(st.binary(max_size=100))
def test_whatever_else_stands_there_is_not_read(record):
    assert decode(record, TAGS, VERSIONS, 0) is None
    assert decode_tags(b"\2" + record) is None


def test_a_broken_value_is_not_read():
    record = encode(entry(b"a" * 10_000), 4_096, with_tags=False)
    assert decode(record[:-20] + b"x" * 20, TAGS, VERSIONS, 0) is None


@given(st.floats(900, 1_200))
def test_what_is_left_of_a_policy_only_shrinks(now):
    left = entry().policy(max(now, 1_000))
    assert left.max_age <= POLICY.max_age
    assert left.stale_while_revalidate <= POLICY.stale_while_revalidate
    assert left.stale_if_error <= POLICY.stale_if_error
    assert left.storable == (now < 1_060)
