from __future__ import annotations

import base64
from datetime import UTC, datetime, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.common.cursors import LARGEST_INTEGER, decode_cursor, encode_cursor
from marketplace.common.problems import InvalidPageError

VALUES = {
    str: st.text(alphabet=st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=50),
    int: st.integers(min_value=-LARGEST_INTEGER, max_value=LARGEST_INTEGER),
    float: st.floats(allow_nan=False, allow_infinity=False),
    datetime: st.datetimes(timezones=st.just(UTC)),
    UUID: st.uuids(),
}
KIND_AND_VALUE = st.sampled_from(list(VALUES)).flatmap(lambda kind: st.tuples(st.just(kind), VALUES[kind]))


@given(st.lists(KIND_AND_VALUE, max_size=4))
def test_a_cursor_gives_back_its_values(pairs):
    cursor = encode_cursor("NEWEST", [value for _, value in pairs])
    assert decode_cursor("NEWEST", [kind for kind, _ in pairs], cursor) == [value for _, value in pairs]
    assert cursor.isascii()
    assert "=" not in cursor


@given(st.text(max_size=60), st.lists(st.sampled_from(list(VALUES)), max_size=3))
def test_a_made_up_cursor_is_refused_with_a_clear_error(text, kinds):
    with pytest.raises(InvalidPageError, match=r"The cursor .* is not one of this list"):
        decode_cursor("NEWEST", kinds, text)


def written(document: str) -> str:
    return base64.urlsafe_b64encode(document.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    ("kind", "document"),
    [
        (int, '["OLDEST",1]'),
        (int, '["NEWEST"]'),
        (int, '["NEWEST",1,2]'),
        (int, '["NEWEST","1"]'),
        (int, '["NEWEST",true]'),
        (int, '["NEWEST",1.5]'),
        (int, f'["NEWEST",{2**63}]'),
        (float, '["NEWEST",true]'),
        (float, '["NEWEST",NaN]'),
        (float, '["NEWEST",1e999]'),
        (str, '["NEWEST",1]'),
        (str, '["NEWEST","\\u0000"]'),
        (UUID, '["NEWEST","user"]'),
        (datetime, '["NEWEST","yesterday"]'),
        (datetime, '["NEWEST","2026-01-01T00:00:00"]'),
        (int, '{"NEWEST":1}'),
        (int, "1"),
        (int, "null"),
        (int, "[" * 1500),
    ],
)
def test_a_forged_cursor_is_refused(kind, document):
    with pytest.raises(InvalidPageError):
        decode_cursor("NEWEST", [kind], written(document))


def test_a_very_long_cursor_is_refused_unread():
    with pytest.raises(InvalidPageError):
        decode_cursor("NEWEST", [str], encode_cursor("NEWEST", ["a" * 3000]))


def test_moments_keep_microseconds_and_zone():
    moment = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=timezone.utc)  # noqa: UP017 - as Django makes them
    assert decode_cursor("NEWEST", [datetime], encode_cursor("NEWEST", [moment])) == [moment]
