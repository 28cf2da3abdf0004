"""Mutations that may be repeated: the same key from the same actor gives the first result again."""

import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Final, TypeVar, cast
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from marketplace.common.deactivated_users import refuse_deactivated
from marketplace.common.models import IdempotencyRecord, KeyedModel
from marketplace.common.problems import IdempotencyKeyReusedError, InvalidIdempotencyKeyError
from marketplace.common.requester import Requester

REMEMBERED_FOR: Final = timedelta(hours=24)
LONGEST_KEY: Final = 200
NOBODY: Final = UUID(int=0)
"""Stands for the actor of anonymous mutations."""

Row = TypeVar("Row", bound=KeyedModel)


def fingerprint_of(values: object) -> str:
    """Return a keyed digest of an input (anything `json` writes, else its `str`); it may hold secrets."""
    text = json.dumps(values, sort_keys=True, separators=(",", ":"), default=str)
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def run_once(
    *, requester: Requester, operation: str, key: str | None, fingerprint: str, work: Callable[[], Row]
) -> Row:
    """Run `work` in a transaction and return its row; with a key already used, return the row of the first run.

    The row comes back as it is now. A refusal (any exception) is not remembered, so it may be tried again. Two
    requests at the same time with one key: the second waits for the first and gets its row. A key used with another
    fingerprint raises IdempotencyKeyReusedError, work for a deactivated user AuthenticationRequiredError.
    """
    if key is None:
        with transaction.atomic():
            refuse_deactivated(requester)
            return work()
    if not 0 < len(key) <= LONGEST_KEY:
        msg = f"An idempotency key has 1 to {LONGEST_KEY} characters."
        raise InvalidIdempotencyKeyError(msg, field="idempotencyKey")
    actor_id = requester.user_id or NOBODY
    same_key = IdempotencyRecord.objects.filter(actor_id=actor_id, operation=operation, key=key)
    now = timezone.now()
    with transaction.atomic():
        same_key.filter(expires_at__lte=now).delete()
        try:
            with transaction.atomic():
                record = IdempotencyRecord.objects.create(
                    actor_id=actor_id,
                    operation=operation,
                    key=key,
                    fingerprint=fingerprint,
                    expires_at=now + REMEMBERED_FOR,
                )
        except IntegrityError:
            return cast("Row", _first_result(same_key.get(), fingerprint))
        refuse_deactivated(requester)
        result = work()
        record.result_model = result._meta.label
        record.result_id = result.pk
        record.save(update_fields=["result_model", "result_id", "updated_at"])
        return result


def forget_expired() -> int:
    """Delete the records whose keys are free again; return how many."""
    deleted, _ = IdempotencyRecord.objects.filter(expires_at__lte=timezone.now()).delete()
    return deleted


def _first_result(record: IdempotencyRecord, fingerprint: str) -> KeyedModel:
    if record.fingerprint != fingerprint:
        raise IdempotencyKeyReusedError
    model = cast("type[KeyedModel]", apps.get_model(record.result_model))
    return model._default_manager.get(pk=record.result_id)
