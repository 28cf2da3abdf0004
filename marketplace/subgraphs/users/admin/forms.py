"""Forms of the users pages; each calls one service."""

from typing import Any

from django import forms
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from marketplace.common.admin.dialogs import VersionedDialogForm
from marketplace.common.admin.service_forms import ServiceForm
from marketplace.common.requester import Role
from marketplace.subgraphs.users.models import User
from marketplace.subgraphs.users.services.edit_profile import ProfileChanges, edit_profile


class ProfileForm(ServiceForm):
    """What an administrator may correct in someone's profile."""

    fields_of_problems = {"displayName": "display_name", "avatarUrl": "avatar_url"}

    seen_version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = User
        fields = ("display_name", "bio", "avatar_url", "locale")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen_version"].initial = self.instance.version

    def write(self) -> User:
        cleaned = self.cleaned_data
        return edit_profile(
            requester=self.requester,
            user_id=self.instance.pk,
            version=cleaned["seen_version"],
            changes=ProfileChanges(
                display_name=cleaned["display_name"],
                bio=cleaned["bio"],
                avatar_url=cleaned["avatar_url"] or None,
                locale=cleaned["locale"],
            ),
        )


class DeactivationForm(VersionedDialogForm):
    record = User


class RolesForm(VersionedDialogForm):
    record = User

    roles = forms.MultipleChoiceField(
        choices=[(role.value, role.capitalize()) for role in Role], widget=UnfoldAdminCheckboxSelectMultipleWidget
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].initial = (
            User.objects.filter(pk=self.record_id).values_list("roles", flat=True).first() or []
        )
