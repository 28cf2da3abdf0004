from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db.models import QuerySet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace.common.pagination import (
    DEFAULT_PAGE_SIZE,
    Ordering,
    OrderKey,
    PageRequest,
    count_groups,
    paginate,
    paginate_groups,
)
from marketplace.common.problems import InvalidPageError
from marketplace.subgraphs.users.models import User
from tests.factories.users import make_user

pytestmark = pytest.mark.django_db

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
ORDERINGS = [
    Ordering("NEWEST", (OrderKey("created_at", datetime, descending=True),)),
    Ordering("OLDEST", (OrderKey("created_at", datetime),)),
    Ordering("NAME", (OrderKey("display_name", str), OrderKey("created_at", datetime, descending=True))),
    Ordering("VERSION", (OrderKey("version", int, descending=True), OrderKey("display_name", str))),
    Ordering("HOME", (OrderKey("home_latitude", float),)),
    Ordering("KEY", ()),
]
# Few distinct values, so that most rows tie with others on most keys.
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "created_at": st.integers(0, 3).map(lambda hours: EPOCH + timedelta(hours=hours, microseconds=hours)),
            "display_name": st.sampled_from(["Ana", "Bo", "Zoë"]),
            "version": st.integers(1, 3),
            "home_latitude": st.sampled_from([0.1, 0.2, 1 / 3]),
            "locale": st.sampled_from(["en", "pt"]),
        }
    ),
    max_size=12,
)
each_example_makes_its_rows = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def make_users(rows: list[dict[str, Any]]) -> QuerySet[User]:
    User.objects.all().delete()
    User.objects.bulk_create(
        User(email=f"user{number}@example.org", home_longitude=0, **row) for number, row in enumerate(rows)
    )
    return User.objects.all()


def in_order(users: QuerySet[User], ordering: Ordering) -> list[User]:
    return list(users.order_by(*[key.order(backward=False) for key in ordering.total]))


@each_example_makes_its_rows
@given(ROWS, st.sampled_from(ORDERINGS), st.integers(1, 5))
def test_walking_forward_gives_every_row_once_in_order(rows, ordering, size):
    users = make_users(rows)
    seen: list[User] = []
    page = paginate(users, ordering=ordering, first=size)
    seen += page.nodes
    while page.has_next_page:
        assert len(page.edges) == size
        page = paginate(users, ordering=ordering, first=size, after=page.edges[-1].cursor)
        assert page.has_previous_page
        seen += page.nodes
    assert seen == in_order(users, ordering)


@each_example_makes_its_rows
@given(ROWS, st.sampled_from(ORDERINGS), st.integers(1, 5))
def test_walking_backward_gives_every_row_once_in_order(rows, ordering, size):
    users = make_users(rows)
    page = paginate(users, ordering=ordering, last=size)
    seen = list(page.nodes)
    while page.has_previous_page:
        assert len(page.edges) == size
        page = paginate(users, ordering=ordering, last=size, before=page.edges[0].cursor)
        assert page.has_next_page
        seen = [*page.nodes, *seen]
    assert seen == in_order(users, ordering)


@each_example_makes_its_rows
@given(ROWS, st.sampled_from(ORDERINGS), st.integers(1, 4), st.integers(0, 3), st.booleans())
def test_a_page_of_every_group_is_the_page_of_each_alone(rows, ordering, size, start, backward):
    users = make_users(rows)
    everyone = paginate(users, ordering=ordering).edges
    cursor = everyone[start].cursor if start < len(everyone) else None
    arguments = {"last": size, "before": cursor} if backward else {"first": size, "after": cursor}
    groups = paginate_groups(users, "locale", ["en", "pt", "fr"], ordering=ordering, **arguments)
    assert groups == {
        locale: paginate(users.filter(locale=locale), ordering=ordering, **arguments) for locale in ("en", "pt", "fr")
    }
    assert count_groups(users, "locale", ["en", "pt", "fr"]) == {
        locale: users.filter(locale=locale).count() for locale in ("en", "pt", "fr")
    }


def test_rows_that_come_and_go_neither_repeat_nor_hide_others():
    ordering = ORDERINGS[1]
    users = [make_user(created_at=EPOCH + timedelta(hours=hour)) for hour in range(4)]
    first = paginate(User.objects.all(), ordering=ordering, first=2)
    make_user(created_at=EPOCH - timedelta(hours=1))
    users[1].delete()
    second = paginate(User.objects.all(), ordering=ordering, first=2, after=first.edges[-1].cursor)
    assert second.nodes == (users[2], users[3])
    assert not second.has_next_page


def test_a_page_is_one_statement_whatever_the_groups(django_assert_num_queries):
    for number in range(30):
        make_user(locale=f"l{number % 10}")
    locales = [f"l{number}" for number in range(10)]
    with django_assert_num_queries(1):
        pages = paginate_groups(User.objects.all(), "locale", locales, ordering=ORDERINGS[0], first=2)
    with django_assert_num_queries(1):
        counts = count_groups(User.objects.all(), "locale", locales)
    with django_assert_num_queries(1):
        paginate(User.objects.all(), ordering=ORDERINGS[0])
    assert all(len(page.edges) == 2 and page.has_next_page for page in pages.values())
    assert set(counts.values()) == {3}


def test_no_groups_need_no_statement(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert paginate_groups(User.objects.all(), "locale", [], ordering=ORDERINGS[0]) == {}


def test_both_cursors_narrow_to_the_rows_between():
    users = [make_user(created_at=EPOCH + timedelta(hours=hour)) for hour in range(5)]
    edges = paginate(User.objects.all(), ordering=ORDERINGS[1]).edges
    page = paginate(User.objects.all(), ordering=ORDERINGS[1], after=edges[0].cursor, before=edges[4].cursor)
    assert page.nodes == tuple(users[1:4])


def test_the_default_is_the_first_twenty():
    for _ in range(DEFAULT_PAGE_SIZE + 1):
        make_user()
    page = paginate(User.objects.all(), ordering=ORDERINGS[1])
    assert (len(page.edges), page.has_next_page, page.has_previous_page) == (DEFAULT_PAGE_SIZE, True, False)


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"first": 0}, "first"),
        ({"first": -1}, "first"),
        ({"first": 101}, "first"),
        ({"last": 0}, "last"),
        ({"last": 101}, "last"),
        ({"first": 1, "last": 1}, "last"),
    ],
)
def test_a_size_out_of_range_is_refused(arguments, field):
    with pytest.raises(InvalidPageError) as refusal:
        PageRequest(**arguments)
    assert refusal.value.problems[0].field == field


def test_a_cursor_of_another_ordering_is_refused():
    make_user()
    cursor = paginate(User.objects.all(), ordering=ORDERINGS[0]).edges[0].cursor
    with pytest.raises(InvalidPageError, match="not one of this list"):
        paginate(User.objects.all(), ordering=ORDERINGS[1], after=cursor)
