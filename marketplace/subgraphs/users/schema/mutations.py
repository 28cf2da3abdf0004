"""Entry points for writing: each reads its input, calls one service and tells its result or its problems."""

from collections.abc import Callable
from typing import Self
from uuid import UUID

import strawberry

from marketplace.common.problems import ProblemError
from marketplace.common.requester import Requester
from marketplace.common.schema.access import SIGNED_IN
from marketplace.common.schema.ids import key_of
from marketplace.subgraphs.users.domain.ids import USER_PREFIX
from marketplace.subgraphs.users.models import User
from marketplace.subgraphs.users.schema.entities import Info, UserType, shown
from marketplace.subgraphs.users.schema.inputs import (
    ChangeRolesInput,
    DeactivateUserInput,
    EditProfileInput,
    RegisterUserInput,
)
from marketplace.subgraphs.users.schema.problems import ProblemType
from marketplace.subgraphs.users.services.change_roles import change_roles
from marketplace.subgraphs.users.services.deactivate_user import deactivate_user
from marketplace.subgraphs.users.services.edit_profile import edit_profile
from marketplace.subgraphs.users.services.register_user import register_user


@strawberry.type
class UserPayload:
    """Either `problems` is empty, or nothing was written and `user` is null."""

    user: UserType | None
    problems: list[ProblemType]

    @classmethod
    def after(cls, info: Info, work: Callable[[Requester], User]) -> Self:
        """Do the work; afterwards reads of this request start afresh."""
        try:
            row = work(info.context.requester)
        except ProblemError as refusal:
            return cls(user=None, problems=ProblemType.all_of(refusal))
        info.context.loaders.user.clear_all()
        return cls(user=shown(row), problems=[])


@strawberry.type
class RegisterUserPayload(UserPayload):
    pass


@strawberry.type
class EditProfilePayload(UserPayload):
    pass


@strawberry.type
class DeactivateUserPayload(UserPayload):
    pass


@strawberry.type
class ChangeRolesPayload(UserPayload):
    pass


@strawberry.type
class Mutation:
    @strawberry.mutation
    def register_user(self, info: Info, input: RegisterUserInput) -> RegisterUserPayload:
        return RegisterUserPayload.after(
            info,
            lambda requester: register_user(
                requester=requester, registration=input.registration(), idempotency_key=input.idempotency_key
            ),
        )

    @strawberry.mutation
    def edit_profile(self, info: Info, input: EditProfileInput) -> EditProfilePayload:
        return EditProfilePayload.after(
            info,
            lambda requester: edit_profile(
                requester=requester,
                user_id=_subject(requester, input.id),
                version=input.version,
                changes=input.changes(),
                idempotency_key=input.idempotency_key,
            ),
        )

    @strawberry.mutation
    def deactivate_user(self, info: Info, input: DeactivateUserInput) -> DeactivateUserPayload:
        """Close an account for good: its offers are archived, its reviews stay."""
        return DeactivateUserPayload.after(
            info,
            lambda requester: deactivate_user(
                requester=requester,
                user_id=_subject(requester, input.id),
                version=input.version,
                idempotency_key=input.idempotency_key,
            ),
        )

    @strawberry.mutation(directives=[SIGNED_IN])
    def change_roles(self, info: Info, input: ChangeRolesInput) -> ChangeRolesPayload | None:
        """For administrators: replace the roles of a user. Null for strangers."""
        return ChangeRolesPayload.after(
            info,
            lambda requester: change_roles(
                requester=requester,
                user_id=key_of(USER_PREFIX, input.id),
                version=input.version,
                roles=input.roles,
                idempotency_key=input.idempotency_key,
            ),
        )


def _subject(requester: Requester, given: strawberry.ID | None) -> UUID:
    """Return the user that an input is about: the one named, else the one who asks."""
    return requester.require_user() if given is None else key_of(USER_PREFIX, given)
