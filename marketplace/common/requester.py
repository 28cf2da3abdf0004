"""Who asks: the one thing services know about authentication."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from marketplace.common.problems import AuthenticationRequiredError, PermissionRefusedError


class Role(StrEnum):
    MEMBER = "MEMBER"
    MODERATOR = "MODERATOR"
    AUDITOR = "AUDITOR"
    ENGINEER = "ENGINEER"
    ADMINISTRATOR = "ADMINISTRATOR"


@dataclass(frozen=True, slots=True)
class Requester:
    """An authenticated user with roles, or nobody (`user_id` None, no roles)."""

    user_id: UUID | None = None
    roles: frozenset[Role] = frozenset()

    def require_user(self) -> UUID:
        if self.user_id is None:
            raise AuthenticationRequiredError
        return self.user_id

    def has_role(self, *roles: Role) -> bool:
        """Tell whether the requester holds at least one of the roles."""
        return not self.roles.isdisjoint(roles)

    def require_role(self, *roles: Role) -> UUID:
        """Return the user's key if they hold one of the roles; raise otherwise."""
        user_id = self.require_user()
        if not self.has_role(*roles):
            wanted = " or ".join(roles)
            msg = f"Only someone with the role {wanted} may do this."
            raise PermissionRefusedError(msg)
        return user_id


ANONYMOUS = Requester()
