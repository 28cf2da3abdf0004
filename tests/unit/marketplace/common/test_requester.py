from __future__ import annotations

import pytest

from marketplace.common.problems import AuthenticationRequiredError, PermissionRefusedError
from marketplace.common.public_ids import new_key
from marketplace.common.requester import ANONYMOUS, Requester, Role

USER = new_key()
MODERATOR = Requester(USER, frozenset({Role.MEMBER, Role.MODERATOR}))


def test_nobody_is_asked_to_sign_in():
    with pytest.raises(AuthenticationRequiredError):
        ANONYMOUS.require_user()
    with pytest.raises(AuthenticationRequiredError):
        ANONYMOUS.require_role(Role.MEMBER)


def test_one_of_the_roles_is_enough():
    assert MODERATOR.require_role(Role.ADMINISTRATOR, Role.MODERATOR) == USER
    assert MODERATOR.has_role(Role.MODERATOR)


def test_a_missing_role_is_named():
    with pytest.raises(PermissionRefusedError, match="AUDITOR or ADMINISTRATOR"):
        MODERATOR.require_role(Role.AUDITOR, Role.ADMINISTRATOR)
