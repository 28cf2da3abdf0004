"""W3C Trace Context (Level 1, sections 3.2 and 3.3) and W3C Baggage (section 3.3), as text in headers."""

import re
from collections.abc import Collection
from dataclasses import dataclass

TRACEPARENT = re.compile(r"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?", re.ASCII)
MAX_STATE_CHARACTERS = 512
MAX_BAGGAGE_CHARACTERS = 8_192
PRINTABLE = re.compile(r"[\x20-\x7e]*", re.ASCII)
SAMPLED_FLAG = 0x01


@dataclass(frozen=True, slots=True)
class RemoteParent:
    """Whoever called us: its trace and its span."""

    trace_id: str
    span_id: int
    sampled: bool


def read_traceparent(text: str) -> RemoteParent | None:
    """None for what the standard calls invalid: then a new trace begins."""
    match = TRACEPARENT.fullmatch(text.strip())
    if match is None:
        return None
    version, trace_id, span_id, flags, more = match.groups()
    if version == "ff" or (version == "00" and more is not None):
        return None
    span = int(span_id, 16)
    if not span or trace_id == "0" * 32:
        return None
    return RemoteParent(trace_id, span, bool(int(flags, 16) & SAMPLED_FLAG))


def write_traceparent(trace_id: str, span_id: int, *, sampled: bool) -> str:
    return f"00-{trace_id}-{span_id:016x}-{'01' if sampled else '00'}"


def read_tracestate(text: str) -> str:
    """The state as it came, or empty: a vendor's entries are nobody else's to change."""
    return text if len(text) <= MAX_STATE_CHARACTERS and PRINTABLE.fullmatch(text) else ""


def filter_baggage(text: str, allowed: Collection[str]) -> str:
    """The members whose key is allowed, each as it came."""
    if len(text) > MAX_BAGGAGE_CHARACTERS or not PRINTABLE.fullmatch(text):
        return ""
    members = (member.strip() for member in text.split(","))
    return ",".join(member for member in members if member.partition("=")[0].strip() in allowed)
