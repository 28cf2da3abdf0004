from typing import TypedDict
from uuid import UUID

from marketplace.common.coordinates import Coordinates
from marketplace.common.idempotency import fingerprint_of, run_once
from marketplace.common.messages import publish
from marketplace.common.problems import CollectedRefusals, PermissionRefusedError
from marketplace.common.requester import Requester, Role
from marketplace.subgraphs.users.domain.profile import (
    HomeCity,
    checked_avatar_url,
    checked_bio,
    checked_city,
    checked_display_name,
    checked_locale,
)
from marketplace.subgraphs.users.models import User
from marketplace.subgraphs.users.services.current_requester import current
from marketplace.subgraphs.users.services.kept_answers import forget_user
from marketplace.subgraphs.users.services.locked_user import locked_user
from marketplace.subgraphs.users.services.profile_message import profile_changed


class ProfileChanges(TypedDict, total=False):
    """What is present is changed, all else stays; None clears."""

    display_name: str
    bio: str
    avatar_url: str | None
    locale: str
    home_city: HomeCity | None
    home_coordinates: Coordinates | None


def edit_profile(
    *,
    requester: Requester,
    user_id: UUID,
    version: int,
    changes: ProfileChanges,
    idempotency_key: str | None = None,
) -> User:
    """Change one's own profile, or anyone's as administrator; all that is wrong with the changes is told at once."""

    def work() -> User:
        asking = current(requester)
        if asking.user_id != user_id and not asking.has_role(Role.ADMINISTRATOR):
            raise PermissionRefusedError("You may edit only your own profile.", field="id")
        user = locked_user(user_id, version=version)
        name_before = user.display_name
        _apply(changes, user)
        user.version += 1
        user.save()
        forget_user(user.pk)
        if user.display_name != name_before:
            publish(profile_changed(user))
        return user

    return run_once(
        requester=requester,
        operation="editProfile",
        key=idempotency_key,
        fingerprint=fingerprint_of([user_id, version, changes]),
        work=work,
    )


def _apply(changes: ProfileChanges, user: User) -> None:
    collected = CollectedRefusals()
    with collected.part():
        user.display_name = checked_display_name(changes.get("display_name", user.display_name))
    with collected.part():
        user.bio = checked_bio(changes.get("bio", user.bio))
    with collected.part():
        user.avatar_url = checked_avatar_url(changes.get("avatar_url", user.avatar_url))
    with collected.part():
        user.locale = checked_locale(changes.get("locale", user.locale))
    with collected.part():
        user.home_city = checked_city(changes.get("home_city", user.home_city))
    user.home_coordinates = changes.get("home_coordinates", user.home_coordinates)
    collected.raise_any()
