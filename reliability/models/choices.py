"""The choices of a field whose values stand in `conventions`."""

from enum import StrEnum


def choices_of(kind: type[StrEnum]) -> list[tuple[str, str]]:
    return [(member.value, member.value.replace("_", " ").capitalize()) for member in kind]


def longest_of(kind: type[StrEnum]) -> int:
    return max(len(member.value) for member in kind)
