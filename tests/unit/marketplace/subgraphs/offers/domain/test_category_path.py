import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.subgraphs.offers.domain.category_path import (
    ancestor_paths,
    depth_of,
    is_slug,
    path_of,
)

SLUGS = st.text("abcdefghij0123456789-", min_size=1, max_size=8)


def test_a_path_ends_in_a_slash_so_that_no_sibling_is_a_prefix():
    assert path_of("car") == "car/"
    assert path_of("phones", parent_path="electronics/") == "electronics/phones/"
    assert not path_of("cars").startswith(path_of("car"))


def test_ancestors_come_from_the_root_down():
    assert ancestor_paths("a/b/c/") == ("a/", "a/b/")
    assert ancestor_paths("a/") == ()


@given(st.lists(SLUGS, min_size=1, max_size=6))
def test_each_ancestor_is_a_prefix_one_deeper_than_the_one_before(slugs):
    path = ""
    above = []
    for slug in slugs:
        above.append(path)
        path = path_of(slug, parent_path=path)
    assert ancestor_paths(path) == tuple(above[1:])
    assert depth_of(path) == len(slugs)
    assert all(path.startswith(ancestor) for ancestor in above)


@pytest.mark.parametrize("slug", ["a", "mobile-phones", "4k-screens", "s" * 60])
def test_slugs(slug):
    assert is_slug(slug)


@pytest.mark.parametrize("text", ["", "-a", "a-", "a--b", "A", "a b", "a/b", "ä", "a\n", "a\x00", "s" * 61])
def test_what_is_no_slug(text):
    assert not is_slug(text)
