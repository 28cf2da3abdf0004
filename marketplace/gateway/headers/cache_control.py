"""Several `Cache-Control` headers to one that allows nothing which any of them forbids: RFC 9111, section 5.2.2."""

from functools import lru_cache
from typing import Final

FORBIDS_ALL: Final = "no-store"
FLAGS: Final = ("no-cache", "must-revalidate", "proxy-revalidate", "no-transform", "must-understand")


@lru_cache(256)
def most_restrictive(*headers: str) -> str:
    """The shortest time of all, private where one is. A header without `max-age` says nothing of time: then the answer
    may not be kept at all.
    """
    parsed = [_directives(header) for header in headers]
    if not parsed or any(FORBIDS_ALL in each or "max-age" not in each for each in parsed):
        return FORBIDS_ALL
    scope = "private" if any("private" in each for each in parsed) else "public"
    if scope == "public" and not all("public" in each for each in parsed):
        scope = ""
    flags = [flag for flag in FLAGS if any(flag in each for each in parsed)]
    parts = [scope, f"max-age={min(_seconds(each['max-age']) for each in parsed)}", *flags]
    shared = [_seconds(each.get("s-maxage", each["max-age"])) for each in parsed if "private" not in each]
    if scope != "private" and any("s-maxage" in each for each in parsed):
        parts.append(f"s-maxage={min(shared)}")
    return ", ".join(part for part in parts if part)


def _directives(header: str) -> dict[str, str]:
    """By name in lower case; of a directive that stands there twice the last."""
    pairs = (part.strip().partition("=") for part in header.split(","))
    return {name.strip().lower(): value.strip().strip('"') for name, _, value in pairs}


def _seconds(text: str) -> int:
    """What is no number is a time in the past: RFC 9111, section 4.2.1."""
    return int(text) if text.isascii() and text.isdigit() else 0
