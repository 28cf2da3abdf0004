"""Telling the gateway what has changed, so that it gives none of the answers that it keeps of it any more.

A service says so in the transaction of the change; the gateway is told after commit and before the service's caller
gets its answer, so that whoever has written reads what was written. Should that fail, the answers end with their time
(`common/schema/cache_hints.py`).
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from marketplace.common.public_ids import encode_public_id

Invalidation = Mapping[str, Any]
"""As the gateway's `POST /cache/invalidate` takes it."""


def forget_entity(subgraph: str, type_name: str, prefix: str, key: UUID) -> None:
    """An entity of the subgraph is new or another; so may be all lists of its type."""
    public_id = encode_public_id(prefix, key)
    _after_commit({"subgraph": subgraph, "type": type_name, "key": {"id": public_id}}, {"tag": public_id})


def forget_type(subgraph: str, type_name: str) -> None:
    """Any object of the type may be another."""
    _after_commit({"subgraph": subgraph, "type": type_name})


def _after_commit(*invalidations: Invalidation) -> None:
    def tell() -> None:
        forget: Callable[[Sequence[Invalidation]], None] = import_string(settings.KEPT_ANSWERS_FORGETTER)
        forget(invalidations)

    transaction.on_commit(tell, robust=True)
