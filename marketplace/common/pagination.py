"""Keyset pagination: pages that stay right while rows come and go, at the same cost however deep.

A cursor holds the ordering's name and the values of its keys in the last row seen; the next page is the rows that
sort after those values. The primary key is always the last key, so the order is total and no row is shown twice or
skipped. Keys must not be NULL (annotate a Coalesce), since databases disagree about where NULLs sort.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Generic, TypedDict, TypeVar
from uuid import UUID

from django.db.models import Count, F, Model, OrderBy, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from marketplace.common.cursors import CursorValue, decode_cursor, encode_cursor
from marketplace.common.problems import InvalidPageError

DEFAULT_PAGE_SIZE: Final = 20
LARGEST_PAGE_SIZE: Final = 100

Row = TypeVar("Row", bound=Model)
Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class OrderKey:
    """A field or annotation of the rows, never NULL; `kind` is the type of its values."""

    field: str
    kind: type[CursorValue]
    descending: bool = False

    def order(self, *, backward: bool) -> OrderBy:
        return F(self.field).desc() if self.descending is not backward else F(self.field).asc()


@dataclass(frozen=True, slots=True)
class Ordering:
    """A named total order; the primary key is added as the last key in the direction of the first."""

    name: str
    keys: tuple[OrderKey, ...]
    total: tuple[OrderKey, ...] = field(init=False)

    def __post_init__(self) -> None:
        tie_break = OrderKey("pk", UUID, descending=bool(self.keys) and self.keys[0].descending)
        object.__setattr__(self, "total", (*self.keys, tie_break))

    def cursor_of(self, row: Model) -> str:
        return encode_cursor(self.name, [getattr(row, key.field) for key in self.total])

    def beyond(self, cursor: str, *, backward: bool) -> Q:
        """Say that a row sorts after (backward: before) the row of the cursor."""
        values = decode_cursor(self.name, [key.kind for key in self.total], cursor)
        condition = Q()
        for key, value in reversed(list(zip(self.total, values, strict=True))):
            strictly = "lt" if key.descending is not backward else "gt"
            later = Q(**{f"{key.field}__{strictly}": value})
            condition = later | (Q(**{key.field: value}) & condition) if condition else later
        first, value = self.total[0], values[0]
        # Implied by the rest; said on its own because a planner can start an index scan from it.
        bound = Q(**{f"{first.field}__{'lte' if first.descending is not backward else 'gte'}": value})
        return bound & condition


@dataclass(frozen=True, slots=True)
class PageEdge(Generic[Row]):
    cursor: str
    node: Row


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Rows in the ordering's direction, whichever way the page was walked."""

    edges: tuple[PageEdge[Row], ...]
    has_next_page: bool
    has_previous_page: bool

    @property
    def nodes(self) -> tuple[Row, ...]:
        return tuple(edge.node for edge in self.edges)


class PageArguments(TypedDict):
    first: int | None
    after: str | None
    last: int | None
    before: str | None


@dataclass(frozen=True, slots=True)
class PageRequest:
    """What a client asked: `first` rows after `after`, or `last` rows before `before`; checked when made."""

    first: int | None = None
    after: str | None = None
    last: int | None = None
    before: str | None = None

    def __post_init__(self) -> None:
        if self.first is not None and self.last is not None:
            msg = "Ask for `first` or for `last`, not for both."
            raise InvalidPageError(msg, field="last")
        for name, size in (("first", self.first), ("last", self.last)):
            if size is not None and not 1 <= size <= LARGEST_PAGE_SIZE:
                msg = f"`{name}` is between 1 and {LARGEST_PAGE_SIZE}, not {size}."
                raise InvalidPageError(msg, field=name)

    @property
    def backward(self) -> bool:
        return self.last is not None or (self.first is None and self.before is not None and self.after is None)

    @property
    def size(self) -> int:
        return self.first or self.last or DEFAULT_PAGE_SIZE

    @property
    def arguments(self) -> "PageArguments":
        """The request as keyword arguments of `paginate` and `paginate_groups`."""
        return {"first": self.first, "after": self.after, "last": self.last, "before": self.before}

    def narrowing(self, ordering: Ordering) -> Q:
        """Say that a row lies between the cursors."""
        condition = Q()
        if self.after is not None:
            condition &= ordering.beyond(self.after, backward=False)
        if self.before is not None:
            condition &= ordering.beyond(self.before, backward=True)
        return condition

    def page(self, ordering: Ordering, found: Sequence[Row]) -> Page[Row]:
        """Make the page of rows found in walking direction, one more than `size` if there are more.

        On the side walked away from, a cursor stands for the rows that were there when it was given out.
        """
        more = len(found) > self.size
        rows = found[: self.size]
        if self.backward:
            rows = rows[::-1]
        edges = tuple(PageEdge(ordering.cursor_of(row), row) for row in rows)
        if self.backward:
            return Page(edges, has_next_page=self.before is not None, has_previous_page=more)
        return Page(edges, has_next_page=more, has_previous_page=self.after is not None)


def paginate(
    queryset: QuerySet[Row],
    *,
    ordering: Ordering,
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
    before: str | None = None,
) -> Page[Row]:
    """Return one page in one statement; raise InvalidPageError for a bad size or cursor."""
    request = PageRequest(first, after, last, before)
    orders = [key.order(backward=request.backward) for key in ordering.total]
    rows = queryset.filter(request.narrowing(ordering)).order_by(*orders)[: request.size + 1]
    return request.page(ordering, list(rows))


def paginate_groups(
    queryset: QuerySet[Row],
    group_field: str,
    keys: Iterable[Key],
    *,
    ordering: Ordering,
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
    before: str | None = None,
) -> dict[Key, Page[Row]]:
    """Return the same page of every group, all in one statement; a group without rows has an empty page.

    Rows are of one group when their `group_field` is equal; cursors are those of `paginate` on the group's rows.
    """
    request = PageRequest(first, after, last, before)
    groups: dict[Key, list[Row]] = {key: [] for key in keys}
    if not groups:
        return {}
    if len(groups) == 1:
        # A LIMIT stops after the page; numbering would read the group to its end, and one may have thousands of rows.
        (key,) = groups
        rows_of_group = queryset.filter(**{group_field: key})
        return {key: paginate(rows_of_group, ordering=ordering, first=first, after=after, last=last, before=before)}
    orders = [key.order(backward=request.backward) for key in ordering.total]
    position = Window(RowNumber(), partition_by=F(group_field), order_by=orders)
    rows = (
        queryset.filter(request.narrowing(ordering), **{f"{group_field}__in": list(groups)})
        .annotate(position_in_group=position)
        .filter(position_in_group__lte=request.size + 1)
        .order_by(group_field, "position_in_group")
    )
    for row in rows:
        groups[getattr(row, group_field)].append(row)
    return {key: request.page(ordering, found) for key, found in groups.items()}


def count_groups(queryset: QuerySet[Row], group_field: str, keys: Iterable[Key]) -> Mapping[Key, int]:
    """Return the number of rows of every group in one statement."""
    wanted = list(keys)
    counted = (
        queryset.filter(**{f"{group_field}__in": wanted})
        .order_by()
        .values(group_field)
        .annotate(rows_in_group=Count("pk"))
        .values_list(group_field, "rows_in_group")
    )
    return dict.fromkeys(wanted, 0) | dict(counted)
