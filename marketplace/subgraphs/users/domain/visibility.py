"""What of a user is shown to whom."""

from uuid import UUID

from marketplace.common.requester import Requester, Role


def sees_email(requester: Requester, user_id: UUID) -> bool:
    """An email address is shown to its owner and to administrators."""
    return requester.user_id == user_id or requester.has_role(Role.ADMINISTRATOR)


def sees_deactivated(requester: Requester) -> bool:
    """Whether lists of users include deactivated ones; by id they are found by everyone, marked as deactivated."""
    return requester.has_role(Role.MODERATOR, Role.AUDITOR, Role.ADMINISTRATOR)
