"""Which headers go from clients to subgraphs, and which come back."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""RFC 9110, section 5.6.2."""
INTERNAL_PREFIX = "x-holdfast-"
BETWEEN_TWO_HOPS = frozenset(
    {
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
"""RFC 9110, section 7.6.1, and what it names."""
OF_THE_MESSAGE = frozenset(
    {
        "accept-encoding",
        "content-encoding",
        "content-length",
        "content-range",
        "content-type",
        "expect",
        "host",
        "range",
    }
)
"""They tell of one message's bytes, which the next message does not have."""
OURS_TO_CLIENTS = ("access-control-", "sec-")


def may_pass(name: str) -> bool:
    """Whether a header, by its name in lower case, may go from one side of the gateway to the other at all."""
    return name not in BETWEEN_TWO_HOPS and name not in OF_THE_MESSAGE and not name.startswith(INTERNAL_PREFIX)


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestHeaderRule:
    """One step in making the headers of a subgraph's request: one of `propagate`, `propagate_matching`, `insert` and
    `remove`. Headers between two hops, those of the message itself, and internal ones (`x-holdfast-`) never pass.
    """

    propagate: str = ""
    """The name of a client's header that is passed on."""
    rename: str = ""
    """What it is called in the subgraph's request; with `propagate` only."""
    default: str = ""
    """Its value where the client sends none; with `propagate` only."""
    propagate_matching: str = ""
    """A regular expression for whole names in lower case: client's headers with such names are passed on. Not among
    them are `authorization` and `cookie`, which have to be named.
    """
    insert: str = ""
    """The name of a header that the gateway gives."""
    value: str = ""
    """Its value; with `insert` only."""
    claim: str = ""
    """The claim of the client's token that is its value, instead of `value`: `sub`, `roles`, `scope`, `client_id`, or
    one of `client_tokens.kept_claims`. Lists are joined by commas; what is not visible ASCII is percent-encoded.
    """
    secret: str = field(default="", repr=False)
    """Its value where nobody may read it, instead of `value`."""
    remove: str = ""
    """The name of a header that the rules before have given."""

    def __post_init__(self) -> None:
        verbs = [verb for verb in ("propagate", "propagate_matching", "insert", "remove") if getattr(self, verb)]
        if len(verbs) != 1:
            raise ValueError("A rule has one of propagate, propagate_matching, insert and remove.")
        if (self.rename or self.default) and verbs != ["propagate"]:
            raise ValueError("rename and default belong to propagate.")
        if bool(self.value) + bool(self.claim) + bool(self.secret) != (verbs == ["insert"]):
            raise ValueError("insert has one of value, claim and secret, and nothing else has any.")
        if self.propagate_matching:
            _refuse_pattern(self.propagate_matching)
        for name in (self.propagate, self.rename, self.insert, self.remove):
            _refuse_name(name)
        if not all(text.isprintable() and text.isascii() for text in (self.value, self.default, self.secret)):
            raise ValueError(
                "A value has characters that headers cannot have: only visible ASCII and spaces can be sent."
            )


class HeaderMerge(StrEnum):
    """What becomes of a header that several subgraphs send."""

    FIRST = "first"
    LAST = "last"
    JOIN = "join"
    APPEND = "append"
    MOST_RESTRICTIVE = "most_restrictive"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseHeaderRule:
    """One header of subgraphs' answers that the client gets. Answers out of a cache, answers in parts and events bring
    none.
    """

    header: str
    """Its name in subgraphs' answers."""
    rename: str = ""
    """What it is called in the client's answer."""
    merge: HeaderMerge = HeaderMerge.LAST
    """Where several answers have it, by the time they arrive: the `first` or the `last` value, all of them `join`ed by
    commas, or each different one `append`ed as a line of its own, which is for `set-cookie` only and all that can be
    done with it. `most_restrictive` is for `cache-control`: the shortest time, and what any answer forbids.
    """

    def __post_init__(self) -> None:
        for name in (self.header, self.rename):
            _refuse_name(name)
            if name.lower().startswith(OURS_TO_CLIENTS):
                raise ValueError(f"The header {name!r} is the gateway's own to give.")
        if (self.merge is HeaderMerge.APPEND) != (self.header.lower() == "set-cookie"):
            raise ValueError("set-cookie is appended, and nothing else is: RFC 9110, section 5.3.")
        if self.merge is HeaderMerge.MOST_RESTRICTIVE and self.header.lower() != "cache-control":
            raise ValueError("most_restrictive is for cache-control.")
        if self.rename and self.header.lower() in {"set-cookie", "cache-control"}:
            raise ValueError(f"{self.header} keeps its name.")


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadersConfig:
    """Rules for headers, followed in their order. Without any, no header of a client reaches a subgraph and none of a
    subgraph reaches a client. What subgraphs are sent also tells requests apart where answers are kept or shared.
    """

    request: tuple[RequestHeaderRule, ...] = ()
    """From clients to every subgraph."""
    request_of: Mapping[str, tuple[RequestHeaderRule, ...]] = field(default_factory=dict)
    """Further rules for some subgraphs, followed after those for all."""
    response: tuple[ResponseHeaderRule, ...] = ()
    """From every subgraph to clients. With any, clients do not share work that is under way; with `set-cookie`, no
    request to a subgraph either.
    """
    response_of: Mapping[str, tuple[ResponseHeaderRule, ...]] = field(default_factory=dict)
    """Further rules for some subgraphs."""


def _refuse_name(name: str) -> None:
    if not name:
        return
    if not TOKEN.fullmatch(name):
        raise ValueError(f"{name!r} is not the name of a header.")
    if not may_pass(name.lower()):
        raise ValueError(f"The header {name!r} never passes the gateway: leave it out.")


def _refuse_pattern(pattern: str) -> None:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"{pattern!r} is not a regular expression: {error}.") from error
