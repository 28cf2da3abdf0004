"""What a role may do in the admin, by Django permission name (`<app>.<action>_<model>`)."""

from collections.abc import Iterable
from typing import Final

from marketplace.common.requester import Role

STAFF_ROLES: Final = frozenset({Role.MODERATOR, Role.AUDITOR, Role.ENGINEER, Role.ADMINISTRATOR})
MODERATED_APP: Final = "reviews"
OPERATED_APP: Final = "reliability"


def permits(roles: Iterable[Role], permission: str) -> bool:
    """Administrators do everything, moderators change reviews, engineers run the rota, all staff look at everything."""
    held = frozenset(roles)
    if Role.ADMINISTRATOR in held:
        return True
    app, _, action = permission.partition(".")
    if Role.MODERATOR in held and app == MODERATED_APP and action.startswith("change_"):
        return True
    if Role.ENGINEER in held and app == OPERATED_APP:
        return True
    return not held.isdisjoint(STAFF_ROLES) and action.startswith("view_")
