"""The category tree, in its order."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.decorators import display

from marketplace.common.admin.links import list_link, public_id_text
from marketplace.common.admin.records import requester_of
from marketplace.common.admin.service_forms import ServiceForm, ServiceFormAdmin
from marketplace.common.requester import Role
from marketplace.subgraphs.offers.domain.category_path import depth_of
from marketplace.subgraphs.offers.models import Category
from marketplace.subgraphs.offers.services.create_category import create_category
from marketplace.subgraphs.offers.services.rename_category import rename_category


class CategoryForm(ServiceForm):
    class Meta:
        model = Category
        fields = ("name", "slug", "parent")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.known: Category | None = kwargs.get("instance")
        super().__init__(*args, **kwargs)

    def write(self) -> Category:
        if self.known:
            return rename_category(category=self.known, name=self.cleaned_data["name"])
        return create_category(
            slug=self.cleaned_data["slug"], name=self.cleaned_data["name"], parent=self.cleaned_data["parent"]
        )


@admin.register(Category)
class CategoryAdmin(ServiceFormAdmin):
    """The whole tree on one page. Nodes are added and renamed; slugs and places stay, for addresses name them."""

    form = CategoryForm
    list_display = ("node", "slug", "offers")
    list_display_links = None
    list_per_page = 500
    list_select_related = ("parent",)
    search_fields = ("name", "slug")
    search_help_text = "Words of the name or the slug"
    public_id_columns = {"category": "pk"}
    ordering = ("path",)
    autocomplete_fields = ("parent",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return requester_of(request).has_role(Role.ADMINISTRATOR)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return requester_of(request).has_role(Role.ADMINISTRATOR)

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> Sequence[str]:
        return ("name", "slug", "parent", "path", "public_id", "created_at") if obj else ("name", "slug", "parent")

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Sequence[str]:
        return ("slug", "parent", "path", "public_id", "created_at") if obj else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Model | None = None) -> dict[str, Sequence[str]]:
        return {} if obj else {"slug": ("name",)}

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return super().get_search_results(request, queryset.order_by("path"), search_term)

    @display(description="category", ordering="path")
    def node(self, category: Category) -> SafeString:
        depth = depth_of(category.path) - 1
        return format_html(
            '<a class="bo-node"{} style="--depth: {}" href="{}">{}</a>',
            "" if depth else SafeString(" data-root"),
            depth,
            reverse("admin:offers_category_change", args=[category.pk]),
            category.name,
        )

    @display(description="offers")
    def offers(self, category: Category) -> SafeString:
        return list_link("offers_offer", "Offers here", category__path__startswith=category.path)

    @display(description="public id")
    def public_id(self, category: Category) -> SafeString:
        return public_id_text("category", category.pk)
