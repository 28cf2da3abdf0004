"""The base of every admin page here."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.contrib.admin import ShowFacets
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.views import ChangeList

from marketplace.common.admin.paginator import BoundedPaginator
from marketplace.common.public_ids import MalformedPublicIdError, decode_public_id
from marketplace.common.requester import Requester


def requester_of(request: HttpRequest) -> Requester:
    """Return who sits in front of the admin, as services know them."""
    user: Any = request.user
    return Requester(user.pk, user.role_set)


class RecordList(ChangeList):
    """A list whose only count is the one at its foot, which is bounded."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.full_result_count = self.result_count


class RecordAdmin(ModelAdmin):
    """Rows that are never added, edited or deleted behind the back of services: a subclass opens what it must."""

    show_full_result_count = False
    paginator = BoundedPaginator
    show_facets = ShowFacets.NEVER
    list_per_page = 50
    list_max_show_all = 0
    list_filter_submit = True
    list_fullwidth = True
    actions: Any = ()
    public_id_columns: ClassVar[Mapping[str, str]] = {}
    """Which column a public id of each prefix is looked up in, when someone pastes one into the search box."""

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[RecordList]:
        return RecordList

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Find one row by its key or a public id, which costs nothing, and else by the words."""
        found = self._lookup_of_id(search_term.strip())
        if found:
            return queryset.filter(**found), False
        matches: tuple[QuerySet[Any], bool] = super().get_search_results(request, queryset, search_term)
        return matches

    def _lookup_of_id(self, term: str) -> dict[str, UUID] | None:
        column = self.public_id_columns.get(term.rpartition("_")[0])
        try:
            return {column: decode_public_id(term.rpartition("_")[0], term)} if column else {"pk": UUID(term)}
        except (MalformedPublicIdError, ValueError):
            return None
