"""What may be invalidated, and how mistakes are told."""

import pytest

from marketplace.gateway.cache.invalidation import Invalidation, read_invalidations
from marketplace.gateway.errors import InvalidationRefusedError


@pytest.mark.parametrize(
    ("given", "tags"),
    [
        ({"tag": "product-1"}, ("c:product-1",)),
        ({"subgraph": "shop"}, ("s:shop",)),
        ({"subgraph": "shop", "type": "Product"}, ("t:shop:Product",)),
        (
            {"subgraph": "shop", "type": "Product", "key": {"b": 2, "a": {"c": "1"}}},
            ('e:shop:Product:{"a":{"c":"1"},"b":2}', "l:shop:Product"),
        ),
    ],
)
def test_what_each_drops(given, tags):
    (read,) = read_invalidations(given)
    assert read.tags() == tags
    assert read_invalidations([read.as_json()]) == [read]


@pytest.mark.parametrize(
    ("given", "remedy"),
    [
        (7, "Each invalidation is"),
        ({"what": "x"}, "Each invalidation is"),
        ({}, "either a `tag` or a `subgraph`"),
        ({"tag": "a", "subgraph": "b"}, "either a `tag` or a `subgraph`"),
        ({"type": "Product"}, "either a `tag` or a `subgraph`"),
        ({"tag": "a", "type": "b"}, "nothing else"),
        ({"tag": ""}, "not empty"),
        ({"subgraph": 1}, "a text"),
        ({"subgraph": "shop", "key": {"id": 1}}, "name that too"),
        ({"subgraph": "shop", "type": "Product", "key": []}, "an object with the key fields"),
        ([{"tag": "a"}] * 1_001, "send several lists"),
    ],
)
def test_mistakes_are_told_with_a_remedy(given, remedy):
    with pytest.raises(InvalidationRefusedError, match=remedy):
        read_invalidations(given)


def test_nothing_is_named_by_default():
    assert Invalidation().tags() == ()
