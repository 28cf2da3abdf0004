from collections.abc import Collection
from uuid import UUID

from marketplace.common.idempotency import fingerprint_of, run_once
from marketplace.common.requester import Requester, Role
from marketplace.subgraphs.users.errors import RolesRequiredError
from marketplace.subgraphs.users.models import User
from marketplace.subgraphs.users.services.administrators import keep_an_administrator
from marketplace.subgraphs.users.services.current_requester import current
from marketplace.subgraphs.users.services.kept_answers import forget_user
from marketplace.subgraphs.users.services.locked_user import locked_user


def change_roles(
    *,
    requester: Requester,
    user_id: UUID,
    version: int,
    roles: Collection[Role],
    idempotency_key: str | None = None,
) -> User:
    """Replace the roles of a user; administrators only.

    The users subgraph heeds the new roles at once, the others when the tokens given out before have expired.
    """
    given = sorted(set(roles))

    def work() -> User:
        current(requester).require_role(Role.ADMINISTRATOR)
        if not given:
            raise RolesRequiredError
        user = locked_user(user_id, version=version)
        if Role.ADMINISTRATOR not in given:
            keep_an_administrator(losing=user)
        user.roles = [role.value for role in given]
        user.version += 1
        user.save(update_fields=["roles", "version", "updated_at"])
        forget_user(user.pk)
        return user

    return run_once(
        requester=requester,
        operation="changeRoles",
        key=idempotency_key,
        fingerprint=fingerprint_of([user_id, version, given]),
        work=work,
    )
