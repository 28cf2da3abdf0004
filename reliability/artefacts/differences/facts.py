"""A fact is a subject, what of it, and how it is: "gateway/availability", "objective", "99.9 %"."""

from collections.abc import Iterator
from typing import NamedTuple


class Fact(NamedTuple):
    """No two facts of one side have the same subject and `what`."""

    subject: str
    what: str
    how: str
    rule: bool = False
    """Whether it is a rule's own text, of which a summary names no more than the rule."""


Facts = Iterator[Fact]
