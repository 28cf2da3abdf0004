from uuid import UUID

from django.utils import timezone

from marketplace.common.business_events import BusinessEvent, count_after_commit
from marketplace.common.idempotency import fingerprint_of, run_once
from marketplace.common.messages import Message, MessageName, publish
from marketplace.common.problems import PermissionRefusedError
from marketplace.common.requester import Requester, Role
from marketplace.subgraphs.users.models import User
from marketplace.subgraphs.users.services.administrators import keep_an_administrator
from marketplace.subgraphs.users.services.current_requester import current
from marketplace.subgraphs.users.services.kept_answers import forget_user
from marketplace.subgraphs.users.services.locked_user import locked_user


def deactivate_user(*, requester: Requester, user_id: UUID, version: int, idempotency_key: str | None = None) -> User:
    """Close one's own account, or anyone's as administrator: nobody signs in to it any more, its offers go away."""

    def work() -> User:
        asking = current(requester)
        if asking.user_id != user_id and not asking.has_role(Role.ADMINISTRATOR):
            raise PermissionRefusedError("You may deactivate only yourself.", field="id")
        user = locked_user(user_id, version=version)
        keep_an_administrator(losing=user)
        user.deactivated_at = timezone.now()
        user.version += 1
        user.save()
        forget_user(user.pk)
        publish(Message(MessageName.USER_DEACTIVATED, {"user_id": str(user.pk)}))
        count_after_commit(BusinessEvent.USER_DEACTIVATED)
        return user

    return run_once(
        requester=requester,
        operation="deactivateUser",
        key=idempotency_key,
        fingerprint=fingerprint_of([user_id, version]),
        work=work,
    )
