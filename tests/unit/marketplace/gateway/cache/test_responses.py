"""Whole responses: for whom they are kept, and when they are looked for."""

import time

import pytest

from marketplace.gateway.cache import AnswerCaching, Collected, ResponseCache, ResponseRequest
from marketplace.gateway.cache.policy import CachePolicy
from marketplace.gateway.config import ResponseCacheConfig
from tests.harness.cached_subgraph import ANN, BEA, SUPERGRAPH

QUERY = "query Q($a: Int) { rooms { name } }"
JSON = "application/json"


class Responses:
    """The cache of one supergraph, and what a client asks it."""

    def __init__(self) -> None:
        self.caching = AnswerCaching(ResponseCacheConfig())
        cache = self.caching.responses(SUPERGRAPH)
        assert cache is not None
        self.cache: ResponseCache = cache

    def find(self, request: ResponseRequest) -> bytes | None:
        key = self.cache.key(request)
        entry = None if key is None else self.cache.get(key, time.time())
        return None if entry is None else entry.value

    def put(self, request: ResponseRequest, body: bytes, *, private: bool = False, max_age: float = 60) -> CachePolicy:
        collected = Collected(self.caching.clock.now, request.principal, request.vary)
        collected.add(CachePolicy(max_age), ("s:hotel",), None)
        return self.cache.put(request, body, collected, depends_on_client=private, now=time.time())


def request(**changes) -> ResponseRequest:
    return ResponseRequest(QUERY, "Q", {"a": 1}, JSON, b"", None)._replace(**changes)


def test_a_public_response_is_everybodys():
    responses = Responses()
    assert responses.put(request(), b"one").header() == "public, max-age=60"
    assert responses.find(request(principal=ANN)) == b"one"


@pytest.mark.parametrize(
    "other",
    [
        request(query=QUERY + " "),
        request(operation_name=None),
        request(variables={"a": 2}),
        request(variables={}),
        request(media_type="application/graphql-response+json"),
        request(vary=b'["de"]'),
    ],
)
def test_another_request_is_another_response(other):
    responses = Responses()
    responses.put(request(), b"one")
    responses.put(other, b"other")
    assert responses.find(request()) == b"one"
    assert responses.find(other) == b"other"


def test_the_order_of_variables_says_nothing():
    responses = Responses()
    responses.put(request(variables={"a": 1, "b": 2}), b"one")
    assert responses.find(request(variables={"b": 2, "a": 1})) == b"one"


def test_a_private_response_is_given_to_the_same_client_only():
    responses = Responses()
    ann, bea, stranger = (request(principal=who) for who in (ANN, BEA, None))
    assert responses.put(ann, b"ann's", private=True).header() == "private, max-age=60"
    assert responses.find(ann) == b"ann's"
    assert responses.find(bea) is None
    assert responses.find(stranger) is None


def test_what_is_private_for_one_is_never_public_for_the_next():
    """A stranger's response, though made of public parts, lacks what the stranger may not see."""
    responses = Responses()
    ann, stranger = (request(principal=who) for who in (ANN, None))
    responses.put(stranger, b"with nulls", private=True)
    assert responses.find(ann) is None
    responses.put(ann, b"whole", private=False)
    assert responses.find(stranger) == b"with nulls"
    assert responses.find(ann) == b"whole"


def test_nothing_is_looked_for_where_nothing_was_ever_kept():
    responses = Responses()
    assert responses.put(request(), b"one", max_age=0).header() == "no-store"
    assert responses.cache.key(request()) is None


def test_a_response_ends_with_its_time_and_with_what_it_depends_on():
    responses = Responses()
    responses.put(request(), b"one")
    key = responses.cache.key(request())
    assert key is not None
    assert responses.cache.get(key, time.time() + 61) is None
    responses.caching.clock.invalidate(["s:hotel"])
    assert responses.find(request()) is None


def test_another_supergraph_has_other_responses():
    responses = Responses()
    responses.put(request(), b"one")
    later = ResponseCache(responses.caching.store, "another")
    later._private.put((QUERY, "Q"), value=False)
    key = later.key(request())
    assert key is not None
    assert later.get(key, time.time()) is None
