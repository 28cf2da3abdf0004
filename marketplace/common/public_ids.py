"""Ids that clients see: TypeIDs (TypeID specification 0.3), `<prefix>_<26 characters>`.

The suffix is Crockford's base32, lower case, of the 128 bits of a UUIDv7, so ids sort by the time they were made.
Decoding is strict: there is exactly one text for a key, hence public ids may be compared as strings.
"""

import re
from typing import Final
from uuid import UUID

from uuid_utils.compat import uuid7

ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"
SUFFIX_LENGTH: Final = 26
PREFIX_PATTERN: Final = re.compile(r"[a-z](?:[a-z_]{0,61}[a-z])?")
# The first of the 26 characters carries 3 bits only: 128 = 3 + 25 * 5.
SUFFIX_PATTERN: Final = re.compile(rf"[0-7][{ALPHABET}]{{{SUFFIX_LENGTH - 1}}}")
VALUE_OF: Final = {character: value for value, character in enumerate(ALPHABET)}


class MalformedPublicIdError(ValueError):
    """The text is not a public id of the expected kind."""

    def __init__(self, prefix: str, text: str) -> None:
        self.prefix = prefix
        self.text = text
        super().__init__(f"{text[:80]!r} is not an id of the kind {prefix}_...")


def new_key() -> UUID:
    """Make a UUIDv7 (RFC 9562): keys made later sort later, so indexes grow at one end."""
    return uuid7()


def encode_public_id(prefix: str, key: UUID) -> str:
    if not PREFIX_PATTERN.fullmatch(prefix):
        msg = f"{prefix!r} is not a TypeID prefix"
        raise ValueError(msg)
    number = key.int
    suffix = "".join(ALPHABET[(number >> shift) & 31] for shift in range(5 * (SUFFIX_LENGTH - 1), -1, -5))
    return f"{prefix}_{suffix}"


def decode_public_id(prefix: str, text: str) -> UUID:
    """Return the key inside a public id; raise MalformedPublicIdError unless it is one of this prefix."""
    kind, _, suffix = text.rpartition("_")
    if kind != prefix or not SUFFIX_PATTERN.fullmatch(suffix):
        raise MalformedPublicIdError(prefix, text)
    number = 0
    for character in suffix:
        number = (number << 5) | VALUE_OF[character]
    return UUID(int=number)
