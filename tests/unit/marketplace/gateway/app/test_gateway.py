"""Wiring mistakes are told before the first request."""

import pytest

from marketplace.gateway.app import Gateway
from marketplace.gateway.config import CacheConfig, GatewayConfig
from marketplace.gateway.supergraph.composition import SubgraphDefinition, compose
from marketplace.gateway.supergraph.reader import SupergraphInvalidError
from marketplace.gateway.transport import FakeTransport, ResilientTransport
from tests.harness.small_gateway import PEOPLE, PETS, people_answer


def supergraph(url: str) -> str:
    definitions = [SubgraphDefinition("people", url, PEOPLE), SubgraphDefinition("pets", url, PETS)]
    sdl = compose(definitions).supergraph_sdl
    assert sdl is not None
    return sdl


def test_subgraphs_are_called_over_http_where_nothing_else_is_said():
    fake = FakeTransport(people_answer)
    bare = GatewayConfig(caches=CacheConfig(share_subgraph_requests=False))
    gateway = Gateway.from_supergraph(supergraph("http://127.0.0.1:4001/graphql"), bare, {"people": fake})
    transports = gateway.services.transports
    assert transports["people"] is fake
    assert isinstance(transports["pets"], ResilientTransport)


@pytest.mark.parametrize(
    ("url", "names", "words"),
    [
        ("", ("people",), "'pets' has no address"),
        ("ftp://nowhere", (), "not an http, https or unix URL"),
        ("http://a", ("people", "cats"), "no subgraph 'cats'; it has people, pets"),
    ],
)
def test_wiring_mistakes_are_told(url, names, words):
    with pytest.raises(ValueError, match=words):
        Gateway.from_supergraph(supergraph(url), transports={name: FakeTransport(people_answer) for name in names})


def test_what_is_no_supergraph_is_told():
    with pytest.raises(SupergraphInvalidError):
        Gateway.from_supergraph("type Query {")
