from __future__ import annotations

import pytest

from marketplace.common.requester import Role
from marketplace.subgraphs.users.domain.role_permissions import permits


@pytest.mark.parametrize(
    ("role", "permission", "allowed"),
    [
        (Role.MEMBER, "reviews.view_review", False),
        (Role.MODERATOR, "reviews.view_review", True),
        (Role.MODERATOR, "users.view_user", True),
        (Role.MODERATOR, "reviews.change_review", True),
        (Role.MODERATOR, "reviews.delete_review", False),
        (Role.MODERATOR, "offers.change_offer", False),
        (Role.AUDITOR, "users.view_user", True),
        (Role.AUDITOR, "reviews.change_review", False),
        (Role.ENGINEER, "offers.view_offer", True),
        (Role.ENGINEER, "offers.add_offer", False),
        (Role.ENGINEER, "reliability.change_alertgroup", True),
        (Role.AUDITOR, "reliability.change_alertgroup", False),
        (Role.ADMINISTRATOR, "users.delete_user", True),
    ],
)
def test_what_a_role_may_do(role, permission, allowed):
    assert permits([Role.MEMBER, role], permission) is allowed


def test_without_a_role_nothing_is_allowed():
    assert not permits([], "users.view_user")
