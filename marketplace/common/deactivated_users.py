"""Who may write nothing any more, although their access token is still valid for a while.

The users subgraph knows it first hand. The others keep it from the message that tells it.
"""

from uuid import UUID

from django.db import connection, transaction

from marketplace.common.models import DeactivatedUser
from marketplace.common.problems import AuthenticationRequiredError
from marketplace.common.requester import Requester


@transaction.atomic
def remember_deactivated(user_id: UUID) -> None:
    """Refuse the user's writes from now on, for good; return when none is under way."""
    _lock(user_id, "pg_advisory_xact_lock")
    DeactivatedUser.objects.bulk_create([DeactivatedUser(user_id=user_id)], ignore_conflicts=True)


def refuse_deactivated(requester: Requester) -> None:
    """Raise AuthenticationRequiredError for a deactivated user; call it in the transaction of the write."""
    if requester.user_id is None:
        return
    _lock(requester.user_id, "pg_advisory_xact_lock_shared")
    if DeactivatedUser.objects.filter(pk=requester.user_id).exists():
        raise AuthenticationRequiredError("This account was deactivated. Sign in with another one.")


def _lock(user_id: UUID, function: str) -> None:
    """Hold a lock on a user until the transaction ends: writes share it, deactivation waits for them.

    SQLite needs none: its writing transactions follow one another.
    """
    if connection.vendor == "postgresql":
        number = int.from_bytes(user_id.bytes[8:], signed=True)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}(%s)", [number])
