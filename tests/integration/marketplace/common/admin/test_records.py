import pytest

from marketplace.common.admin.paginator import COUNTED_ROWS, BoundedPaginator
from marketplace.common.public_ids import encode_public_id
from marketplace.common.requester import Role
from marketplace.subgraphs.users.models import User
from tests.factories.staff import signed_in
from tests.factories.users import make_user

pytestmark = pytest.mark.django_db


def test_counting_stops_at_the_bound(django_assert_num_queries):
    make_user()

    with django_assert_num_queries(1) as statements:
        pages = BoundedPaginator(User.objects.order_by("email"), 10)
        assert (pages.count, pages.is_bounded) == (1, False)

    assert f"LIMIT {COUNTED_ROWS}" in statements[0]["sql"]


def test_a_list_as_long_as_the_bound_says_so():
    pages = BoundedPaginator(range(COUNTED_ROWS), 10)

    assert pages.is_bounded


@pytest.mark.parametrize("write", [str, lambda key: encode_public_id("user", key)])
def test_a_pasted_id_finds_its_row_alone(write):
    wanted = make_user()
    make_user()

    page = signed_in(Role.AUDITOR).get("/admin/users/user/", {"q": f" {write(wanted.pk)} "})

    assert list(page.context["cl"].result_list) == [wanted]


def test_a_malformed_public_id_is_searched_for_as_words():
    page = signed_in(Role.AUDITOR).get("/admin/users/user/", {"q": "user_0"})

    assert page.status_code == 200
    assert not page.context["cl"].result_list
