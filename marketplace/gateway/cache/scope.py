"""Whom an answer is for, as a part of its key: who asks, and the headers that it depends on."""

from collections.abc import Mapping, Sequence

import orjson

from marketplace.gateway.context import Principal

STRANGER = b'"stranger"'
"""Strangers share private answers: subgraphs cannot tell them apart, unless by headers, which `vary_of` counts."""


def scope_of(principal: Principal | None) -> bytes:
    """Equal for equal principals, whom neither subgraphs nor access rules can tell apart."""
    if principal is None:
        return STRANGER
    roles, scopes = sorted(principal.roles), sorted(principal.scopes)
    return orjson.dumps([principal.subject, roles, scopes, principal.client, principal.claims])


def vary_of(headers: Mapping[str, str], names: Sequence[str]) -> bytes:
    """The values of the headers (names in lower case) that answers depend on."""
    if not names:
        return b""
    return orjson.dumps([headers.get(name) for name in names])
