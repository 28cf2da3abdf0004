import pytest
from django.utils import timezone

from marketplace.common.models import OutboxMessage
from marketplace.common.requester import Role
from tests.factories.staff import make_staff, signed_in
from tests.factories.users import make_user

pytestmark = pytest.mark.django_db

USERS = "/admin/users/user/"


def edited(user, **changes):
    fields = {"display_name": user.display_name, "bio": user.bio, "avatar_url": "", "locale": user.locale}
    return fields | {"seen_version": user.version} | changes


def test_a_profile_is_corrected_by_the_service():
    user = make_user()
    client = signed_in(Role.ADMINISTRATOR)

    page = client.post(f"{USERS}{user.pk}/change/", edited(user, display_name="  Ada   Lovelace "), follow=True)

    assert page.redirect_chain
    user.refresh_from_db()
    assert (user.display_name, user.version) == ("Ada Lovelace", 2)
    message = OutboxMessage.objects.get(name="users.profile_changed")
    assert message.payload["display_name"] == "Ada Lovelace"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"display_name": "\u200b"}, "display_name"),
        ({"avatar_url": "http://example.org/a.png"}, "avatar_url"),
        ({"locale": "klingon!"}, "locale"),
    ],
)
def test_what_the_service_refuses_stands_beside_its_field(changes, field):
    user = make_user()

    page = signed_in(Role.ADMINISTRATOR).post(f"{USERS}{user.pk}/change/", edited(user, **changes))

    assert page.status_code == 200
    assert list(page.context["adminform"].form.errors) == [field]
    user.refresh_from_db()
    assert user.version == 1


def test_an_edit_of_an_older_version_is_refused():
    user = make_user()
    client = signed_in(Role.ADMINISTRATOR)
    client.post(f"{USERS}{user.pk}/change/", edited(user, bio="First."))

    page = client.post(f"{USERS}{user.pk}/change/", edited(user, bio="Second."))

    assert "current version is 2" in str(page.context["adminform"].form.errors)
    user.refresh_from_db()
    assert user.bio == "First."


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.AUDITOR])
def test_only_administrators_edit(role):
    user = make_user()
    client = signed_in(role)

    assert client.post(f"{USERS}{user.pk}/change/", edited(user, bio="Mine.")).status_code == 403
    assert client.get(f"{USERS}{user.pk}/deactivate_this_user/").status_code == 403
    assert client.get(f"{USERS}{user.pk}/change_roles_of_user/").status_code == 403
    user.refresh_from_db()
    assert user.bio == ""


def test_a_closed_account_is_read_only():
    user = make_user(deactivated_at=timezone.now())
    client = signed_in(Role.ADMINISTRATOR)

    assert client.get(f"{USERS}{user.pk}/change/").status_code == 200
    assert client.post(f"{USERS}{user.pk}/change/", edited(user, bio="Back.")).status_code == 403


def test_roles_are_changed_in_a_dialog():
    user = make_user()
    client = signed_in(Role.ADMINISTRATOR)

    answer = client.post(
        f"{USERS}{user.pk}/change_roles_of_user/",
        {"_form_submitted": "on", "version": user.version, "roles": ["MEMBER", "MODERATOR"]},
    )

    assert answer.headers["HX-Redirect"] == f"{USERS}{user.pk}/change/"
    user.refresh_from_db()
    assert user.roles == ["MEMBER", "MODERATOR"]
    assert "Roles: MEMBER, MODERATOR." in client.get(f"{USERS}{user.pk}/history/").content.decode()


def test_the_last_administrator_stays_one():
    administrator = make_staff(Role.ADMINISTRATOR)
    client = signed_in()
    client.force_login(administrator)

    client.post(
        f"{USERS}{administrator.pk}/change_roles_of_user/",
        {"_form_submitted": "on", "version": administrator.version, "roles": ["MEMBER"]},
    )

    page = client.get(f"{USERS}{administrator.pk}/change/")
    assert any("administrator" in str(message).lower() for message in page.context["messages"])
    administrator.refresh_from_db()
    assert Role.ADMINISTRATOR in administrator.role_set


def test_an_account_is_deactivated_in_a_dialog():
    user = make_user()

    signed_in(Role.ADMINISTRATOR).post(
        f"{USERS}{user.pk}/deactivate_this_user/", {"_form_submitted": "on", "version": user.version}
    )

    user.refresh_from_db()
    assert not user.is_active
    assert OutboxMessage.objects.filter(name="users.user_deactivated").exists()


def test_people_are_found_by_name_email_and_role():
    ada = make_user(display_name="Ada Lovelace", email="ada@example.org")
    moderator = make_staff(Role.MODERATOR)
    client = signed_in(Role.AUDITOR)

    def found(**query):
        return list(client.get(USERS, query).context["cl"].result_list)

    assert found(q="lovelace") == [ada]
    assert found(q="ADA@") == [ada]
    assert found(role="MODERATOR") == [moderator]
    assert len(found(role="nonsense")) == 3
