"""What differs between two configurations, by path."""

from __future__ import annotations

from dataclasses import replace

from marketplace.gateway.config import (
    ClientTokenConfig,
    GatewayConfig,
    LimitsConfig,
    ServerConfig,
    SubgraphConfig,
)
from marketplace.gateway.configuration.changes import changes_between

OLD = GatewayConfig(
    limits=LimitsConfig(max_depth=5),
    subgraphs={"users": SubgraphConfig(url="http://a/"), "offers": SubgraphConfig(url="http://b/")},
)


def test_nothing_differs():
    changes = changes_between(OLD, replace(OLD, subgraphs=dict(OLD.subgraphs)))
    assert (changes.live, changes.needing_restart) == ((), ())


def test_each_option_is_named_and_no_value_is():
    new = replace(
        OLD,
        limits=LimitsConfig(max_depth=6, max_tokens=7),
        client_tokens=ClientTokenConfig(key="a secret, thirty-two bytes long or more"),
        subgraphs={"users": SubgraphConfig(url="http://c/"), "reviews": SubgraphConfig(url="http://d/")},
    )
    changes = changes_between(OLD, new)
    assert changes.live == (
        "subgraphs.users.url",
        "subgraphs.offers",
        "subgraphs.reviews",
        "limits.max_tokens",
        "limits.max_depth",
        "client_tokens",
    )
    assert changes.needing_restart == ()


def test_whatever_is_below_an_option_that_needs_a_restart_needs_one():
    new = replace(OLD, server=ServerConfig(port=5000, workers=3), operation_timeout=1.0)
    changes = changes_between(OLD, new)
    assert changes.live == ("operation_timeout",)
    assert changes.needing_restart == ("server.port", "server.workers")
