"""People: found, read, corrected, given roles, deactivated; never deleted."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import BooleanRadioFilter, RangeDateFilter
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from marketplace.common.admin.labels import label
from marketplace.common.admin.links import list_link, public_id_text
from marketplace.common.admin.outcomes import back_to, call_for_each
from marketplace.common.admin.records import requester_of
from marketplace.common.admin.service_forms import ServiceFormAdmin
from marketplace.common.requester import Role
from marketplace.subgraphs.users.admin.filters import AccountFilter, RoleFilter
from marketplace.subgraphs.users.admin.forms import DeactivationForm, ProfileForm, RolesForm
from marketplace.subgraphs.users.models import User
from marketplace.subgraphs.users.services.change_roles import change_roles
from marketplace.subgraphs.users.services.deactivate_user import deactivate_user


@admin.register(User)
class UserAdmin(ServiceFormAdmin):
    form = ProfileForm
    list_display = ("person", "roles_held", "place", "verified", "state", "created_at")
    list_filter = (RoleFilter, AccountFilter, ("verified", BooleanRadioFilter), ("created_at", RangeDateFilter))
    search_fields = ("display_name",)
    search_help_text = "Part of the name, beginning of the email address, or a public id"
    public_id_columns = {"user": "pk"}
    ordering = ("-created_at", "-pk")
    actions_detail = ("change_roles_of_user", "deactivate_this_user")
    readonly_fields = (
        "email",
        "place",
        "verified",
        "roles_held",
        "state",
        "public_id",
        "elsewhere",
        "created_at",
        "deactivated_at",
        "last_login",
        "version",
    )

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> Any:
        profile = ("display_name", "bio", "avatar_url", "locale")
        hidden = ("seen_version",) if self.has_change_permission(request, obj) else ()
        return (
            ("Profile", {"fields": profile + hidden}),
            ("Account", {"fields": (("email", "verified"), ("place", "roles_held"), ("state", "deactivated_at"))}),
            ("Record", {"fields": ("public_id", "elsewhere", ("created_at", "last_login", "version"))}),
        )

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Tell who may correct profiles; a closed account is closed."""
        return self.has_administer_permission(request) and (not isinstance(obj, User) or obj.is_active)

    def has_administer_permission(self, request: HttpRequest, _object_id: str | None = None) -> bool:
        return requester_of(request).has_role(Role.ADMINISTRATOR)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Look up addresses, all in lower case, from their beginning: the index on them serves that."""
        if "@" in search_term:
            return queryset.filter(email__startswith=search_term.strip().lower()), False
        return super().get_search_results(request, queryset, search_term)

    @action(
        description="Change roles",
        permissions=["administer"],
        icon="badge",
        dialog={
            "title": "Change roles",
            "description": "Access tokens given out before keep their roles until they expire.",
            "form_class": RolesForm,
            "form_submit_text": "Change",
        },
    )
    def change_roles_of_user(self, request: HttpRequest, form: forms.Form, object_id: str) -> HttpResponse:
        roles = [Role(role) for role in form.cleaned_data["roles"]]

        def change(user_id: UUID) -> User:
            version = form.cleaned_data["version"]
            return change_roles(requester=requester_of(request), user_id=user_id, version=version, roles=roles)

        return self._call(request, object_id, change, f"Roles: {', '.join(sorted(roles))}.")

    @action(
        description="Deactivate",
        permissions=["administer"],
        icon="person_off",
        variant=ActionVariant.DANGER,
        dialog={
            "title": "Deactivate this account",
            "description": "Nobody signs in to it any more, and its offers leave the market. This cannot be undone.",
            "form_class": DeactivationForm,
            "form_submit_text": "Deactivate",
        },
    )
    def deactivate_this_user(self, request: HttpRequest, form: forms.Form, object_id: str) -> HttpResponse:
        def deactivate(user_id: UUID) -> User:
            version = form.cleaned_data["version"]
            return deactivate_user(requester=requester_of(request), user_id=user_id, version=version)

        return self._call(request, object_id, deactivate, "Deactivated.")

    def _call(
        self, request: HttpRequest, object_id: str, service: Callable[[UUID], User], outcome: str
    ) -> HttpResponse:
        def call(user_id: UUID) -> None:
            self.log_change(request, service(user_id), outcome)

        call_for_each(request, [UUID(object_id)], call, done=outcome)
        return back_to("users_user_change", object_id)

    @display(description="person", header=True, ordering="display_name")
    def person(self, user: User) -> tuple[str, str, str]:
        return user.display_name, user.email, _initials(user.display_name)

    @display(description="roles")
    def roles_held(self, user: User) -> SafeString | str:
        above_member = sorted(role.capitalize() for role in user.role_set if role is not Role.MEMBER)
        return format_html_join(", ", "{}", ((role,) for role in above_member)) or "Member"

    @display(description="home city", ordering="city_name")
    def place(self, user: User) -> str:
        return f"{user.city_name}, {user.city_country_code}" if user.city_name else "-"

    @display(description="account")
    def state(self, user: User) -> SafeString:
        return label("Open", "success") if user.is_active else label("Deactivated", "danger")

    @display(description="public id")
    def public_id(self, user: User) -> SafeString:
        return public_id_text("user", user.pk)

    @display(description="elsewhere")
    def elsewhere(self, user: User) -> SafeString:
        links = (
            list_link("offers_offer", "Offers", seller_id__exact=user.pk),
            list_link("reviews_review", "Reviews written", author__author_id__exact=user.pk, queue="all"),
        )
        return format_html_join(" · ", "{}", ((link,) for link in links))


def _initials(name: str) -> str:
    words = name.split()
    return "".join(word[0] for word in (words[0], words[-1])).upper() if len(words) > 1 else name[:1].upper()
