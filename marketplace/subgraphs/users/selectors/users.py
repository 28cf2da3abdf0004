from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from marketplace.common.pagination import Ordering, OrderKey
from marketplace.common.requester import Requester
from marketplace.subgraphs.users.domain.profile import LONGEST_NAME
from marketplace.subgraphs.users.domain.visibility import sees_deactivated
from marketplace.subgraphs.users.models import User

NEWEST: Final = Ordering("NEWEST", (OrderKey("created_at", datetime, descending=True),))


def users_by_key(keys: Iterable[UUID]) -> Mapping[UUID, User]:
    """Return the users there are, deactivated ones too, in one statement."""
    return User.objects.in_bulk(list(keys))


def search_users(*, requester: Requester, text: str | None) -> QuerySet[User]:
    """Return the users whose display name contains the text, letter case aside."""
    found = User.objects.all() if sees_deactivated(requester) else User.objects.active()
    wanted = (text or "").strip().replace("\x00", "")[:LONGEST_NAME]
    return found.filter(display_name__icontains=wanted) if wanted else found
