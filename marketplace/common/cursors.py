"""Opaque cursors: what a page remembers of the last row, checked when it comes back from a client."""

import base64
import json
import math
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from marketplace.common.problems import InvalidPageError

CursorValue = str | int | float | datetime | UUID
LARGEST_CURSOR: Final = 2048
LARGEST_INTEGER: Final = 2**63 - 1


def encode_cursor(ordering_name: str, values: Sequence[CursorValue]) -> str:
    document = [ordering_name, *(_written(value) for value in values)]
    text = json.dumps(document, separators=(",", ":"), allow_nan=False)
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def decode_cursor(ordering_name: str, kinds: Sequence[type[CursorValue]], cursor: str) -> list[CursorValue]:
    """Return the values; raise InvalidPageError unless the cursor is one of that ordering with those kinds."""
    try:
        return _values(ordering_name, kinds, cursor)
    except (ValueError, TypeError, RecursionError) as error:
        raise InvalidPageError(
            f"The cursor {cursor[:40]!r} is not one of this list in this order. "
            "Use a cursor of a page of the same list, or leave it out to start at the beginning."
        ) from error


def _values(ordering_name: str, kinds: Sequence[type[CursorValue]], cursor: str) -> list[CursorValue]:
    if len(cursor) > LARGEST_CURSOR:
        raise ValueError(cursor)
    padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
    name, *written = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    if name != ordering_name:
        raise ValueError(cursor)
    return [_read(kind, value) for kind, value in zip(kinds, written, strict=True)]


def _written(value: CursorValue) -> str | int | float:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, UUID):
        return value.hex
    return value


def _read(kind: type[CursorValue], value: object) -> CursorValue:
    if kind is float and isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        return float(value)
    if kind is int and type(value) is int and abs(value) <= LARGEST_INTEGER:
        return value
    if isinstance(value, str):
        if kind is str and "\x00" not in value:
            return value
        if kind is UUID:
            return UUID(hex=value)
        if kind is datetime:
            return _moment(value)
    raise ValueError(value)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment
