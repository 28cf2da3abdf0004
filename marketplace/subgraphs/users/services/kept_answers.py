"""What the gateway is told to forget when users change."""

from uuid import UUID

from marketplace.common.kept_answers import forget_entity
from marketplace.subgraphs.users.domain.ids import USER_PREFIX


def forget_user(user_id: UUID) -> None:
    forget_entity("users", "User", USER_PREFIX, user_id)
