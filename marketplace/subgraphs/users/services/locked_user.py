"""The row that a use case is about to change."""

from uuid import UUID

from marketplace.common.problems import StaleVersionError
from marketplace.subgraphs.users.errors import UserDeactivatedError, UserNotFoundError
from marketplace.subgraphs.users.models import User


def locked_user(user_id: UUID, *, version: int) -> User:
    """Return the user locked until the transaction ends; raise unless active and of that version."""
    user = User.objects.select_for_update().filter(pk=user_id).first()
    if user is None:
        raise UserNotFoundError
    if not user.is_active:
        raise UserDeactivatedError
    if user.version != version:
        raise StaleVersionError(seen=version, current=user.version)
    return user
