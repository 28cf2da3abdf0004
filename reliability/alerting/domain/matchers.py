"""Alertmanager's matchers: `severity="page", service=~"gateway|subgraph-.*"`. All must hold; none always hold.

A label that is missing is the empty string, and an expression must match the whole value, as in Alertmanager.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from reliability.alerting.errors import MalformedMatchersError

_MATCHER: Final = re.compile(
    r"""\s*(?P<label>[a-zA-Z_][a-zA-Z0-9_]*)\s*(?P<sign>=~|!~|!=|=)\s*
        (?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<bare>[^\s,"]+))\s*(?:,|$)""",
    re.VERBOSE,
)
_ESCAPES: Final = {"n": "\n", '"': '"', "\\": "\\"}


@dataclass(frozen=True, slots=True)
class Matcher:
    label: str
    sign: str
    value: str

    def matches(self, labels: Mapping[str, str]) -> bool:
        actual = labels.get(self.label, "")
        holds = re.fullmatch(self.value, actual) is not None if self.sign.endswith("~") else actual == self.value
        return holds is not self.sign.startswith("!")


def read_matchers(text: str) -> tuple[Matcher, ...]:
    """Read matchers; raise MalformedMatchersError that shows where reading ended."""
    matchers = []
    position = 0
    while text[position:].strip():
        found = _MATCHER.match(text, position)
        if found is None:
            raise MalformedMatchersError(
                f'{text[position:].strip()!r} is no matcher. Write label="value", and a comma before the next one.'
            )
        matchers.append(_matcher(found))
        position = found.end()
    return tuple(matchers)


def _matcher(found: re.Match[str]) -> Matcher:
    quoted, sign = found["quoted"], found["sign"]
    value = found["bare"] if quoted is None else re.sub(r"\\(.)", _unescaped, quoted)
    if sign.endswith("~"):
        try:
            re.compile(value)
        except re.error as error:
            raise MalformedMatchersError(f"{value!r} is no regular expression: {error}. Mend or quote it.") from error
    return Matcher(found["label"], sign, value)


def _unescaped(escape: re.Match[str]) -> str:
    return _ESCAPES.get(escape[1], escape[0])


def all_match(matchers: tuple[Matcher, ...], labels: Mapping[str, str]) -> bool:
    return all(matcher.matches(labels) for matcher in matchers)
