"""The same page of many searches in one statement.

`marketplace.common.pagination.paginate_groups` does it where a column tells the group of a row.
Here a row may be of several groups (an offer lies in a category and in each above it, near one
home and near another), so every group is a query of its own and the statement their union.
"""

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from typing import Final, TypeVar

from django.db.models import Count, IntegerField, Model, QuerySet, Value

from marketplace.common.pagination import Ordering, Page, PageRequest

MAX_BATCH: Final = 100
"""Queries in one union; SQLite allows 500 (SQLite, "Limits", SQLITE_MAX_COMPOUND_SELECT)."""

Key = TypeVar("Key")
Row = TypeVar("Row", bound=Model)


def paginate_each(
    queries: Mapping[Key, QuerySet[Row]],
    *,
    rows_of: Callable[[Key], QuerySet[Row]],
    ordering: Ordering,
    page: PageRequest,
) -> dict[Key, Page[Row]]:
    """Return the page of every query; cursors are those of `paginate` on the query alone.

    `rows_of` gives all rows of the table with the annotations that the ordering reads: what a query finds is looked
    up there by key, which is half the work of repeating the query's own conditions.
    """
    members = [
        rows_of(key)
        .order_by()
        .filter(pk__in=_walk(query, ordering, page).values("pk"))
        .annotate(member=Value(number, output_field=IntegerField()))
        for number, (key, query) in enumerate(queries.items())
    ]
    found: list[list[Row]] = [[] for _ in members]
    for row in _union(members):
        found[attrgetter("member")(row)].append(row)
    return {
        key: page.page(ordering, _sorted(rows, ordering, backward=page.backward))
        for key, rows in zip(queries, found, strict=True)
    }


def count_each(queries: Mapping[Key, QuerySet[Row]]) -> dict[Key, int]:
    """Return the number of rows of every query."""
    members = [
        query.order_by()
        .annotate(member=Value(number, output_field=IntegerField()))
        .values("member")
        .annotate(rows=Count("pk"))
        .values_list("member", "rows")
        for number, query in enumerate(queries.values())
    ]
    counted = dict(_union(members))
    return {key: counted.get(number, 0) for number, key in enumerate(queries)}


def _walk(query: QuerySet[Row], ordering: Ordering, page: PageRequest) -> QuerySet[Row]:
    orders = [key.order(backward=page.backward) for key in ordering.total]
    return query.filter(page.narrowing(ordering)).order_by(*orders)[: page.size + 1]


def _union(members: Sequence[QuerySet[Row]]) -> QuerySet[Row]:
    first, *others = members
    return first.union(*others, all=True) if others else first


def _sorted(rows: list[Row], ordering: Ordering, *, backward: bool) -> list[Row]:
    for key in reversed(ordering.total):
        rows.sort(key=attrgetter(key.field), reverse=key.descending is not backward)
    return rows
