"""Lua scripts, which Redis runs whole or not at all: nothing else happens between their first and last line."""

import hashlib
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Script:
    """`sha` is how EVALSHA calls it: the SHA-1 of its source, in hexadecimal."""

    source: str
    sha: str

    @classmethod
    def of(cls, source: str) -> Self:
        return cls(source, hashlib.sha1(source.encode(), usedforsecurity=False).hexdigest())
