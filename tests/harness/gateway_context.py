"""Requests as the executor sees them, without a pipeline around it."""

from __future__ import annotations

import time
from collections.abc import Iterable

from marketplace.gateway.context import Permissions, RequestContext


def request_context(*, sees_errors: bool = True, public_codes: Iterable[str] = ()) -> RequestContext:
    """A stranger's request that has a minute, with or without permission to read subgraphs' errors."""
    permissions = Permissions(introspection=True, suggestions=True, query_plans=True, subgraph_errors=sees_errors)
    return RequestContext(
        request_id="request",
        principal=None,
        permissions=permissions,
        deadline=time.monotonic() + 60,
        public_error_codes=frozenset(public_codes),
    )
