"""The response header `Cache-Control`, as a cache shared by many clients reads it: RFC 9111, section 5.2.2, and
RFC 5861. Times are seconds.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

LONGEST = 2**31
"""A greater number means this: RFC 9111, section 1.2.2."""

_DIRECTIVE = re.compile(r"""\s*([^\s=,;"]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,;]*)))?\s*(?:,|$)""")


@dataclass(frozen=True, slots=True)
class CacheControl:
    """None says nothing. `no_store` stands for everything that keeps a cache which cannot revalidate from using the
    answer again: `no-store`, `no-cache`, a header that cannot be read, a cookie.
    """

    max_age: float | None = None
    private: bool = False
    no_store: bool = False
    stale_while_revalidate: float | None = None
    stale_if_error: float | None = None


NOT_TO_BE_KEPT = CacheControl(no_store=True)


def parse_cache_control(header: str, age: str | None = None) -> CacheControl:
    """What the header says of an answer that is as old as `Age` says. Where a directive stands twice the stricter
    counts; a time that is no number is zero (RFC 9111, sections 4.2.1 and 5.3). `s-maxage` is for shared caches, so it
    wins over `max-age` unless the answer is private. `must-revalidate` and its kin forbid stale answers.
    """
    given: dict[str, str | None] = {}
    times: dict[str, float] = {}
    for name, argument in _directives(header):
        given[name] = argument
        if name in _TIMES:
            times[name] = min(times.get(name, LONGEST), _seconds(argument))
    if "" in given:
        return NOT_TO_BE_KEPT
    private = "private" in given
    if "no-store" in given or "no-cache" in given:
        return CacheControl(private=private, no_store=True)
    max_age = times.get("max-age")
    if "s-maxage" in times and not private:
        max_age = times["s-maxage"]
    strict = "must-revalidate" in given or "proxy-revalidate" in given
    return CacheControl(
        max_age=None if max_age is None else max(0.0, max_age - _seconds(age or "0")),
        private=private,
        stale_while_revalidate=0.0 if strict else times.get("stale-while-revalidate"),
        stale_if_error=0.0 if strict else times.get("stale-if-error"),
    )


def cache_control_of(headers: Mapping[str, str]) -> CacheControl | None:
    """What a response's headers (names in lower case) say; None when they say nothing. A cookie is for one client, so a
    response that sets one is not kept.
    """
    if "set-cookie" in headers:
        return NOT_TO_BE_KEPT
    header = headers.get("cache-control")
    return None if header is None else parse_cache_control(header, headers.get("age"))


_TIMES = frozenset({"max-age", "s-maxage", "stale-while-revalidate", "stale-if-error"})


def _directives(header: str) -> Iterator[tuple[str, str | None]]:
    """Names in lower case with their arguments; an empty name where the header breaks its grammar."""
    place = 0
    while place < len(header):
        if header[place] in " \t,":
            place += 1
            continue
        found = _DIRECTIVE.match(header, place)
        if found is None:
            yield "", None
            return
        yield found[1].lower(), found[2] if found[2] is not None else found[3]
        place = found.end()


def _seconds(text: str | None) -> float:
    digits = (text or "").strip()
    if not (digits.isascii() and digits.isdecimal()):
        return 0.0
    return float(min(int(digits[:11]), LONGEST))
