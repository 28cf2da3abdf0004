"""Every form of the URL, and sentences that say what is wrong with one without quoting it."""

import pytest

from marketplace.gateway.config import RedisConfig
from marketplace.gateway.redis.address import Address, Credentials, Topology, locate


@pytest.mark.parametrize(
    ("url", "addresses", "database", "tls"),
    [
        ("redis://cache", [("cache", 6379)], 0, False),
        ("redis://127.0.0.1:7000/3", [("127.0.0.1", 7000)], 3, False),
        ("rediss://[::1]:7000/", [("::1", 7000)], 0, True),
        ("unix:///run/redis.sock?db=2", [("/run/redis.sock", 0)], 2, False),
        ("unix:/run/a@b.sock", [("/run/a@b.sock", 0)], 0, False),
        ("redis+cluster://a:1,b:2", [("a", 1), ("b", 2)], 0, False),
        ("rediss+sentinel://a,b:2/shop/1", [("a", 26379), ("b", 2)], 1, True),
    ],
)
def test_forms(url, addresses, database, tls):
    location = locate(RedisConfig(url=url))
    assert list(location.addresses) == addresses
    assert (location.database, location.tls) == (database, tls)


def test_the_primary_of_a_sentinel_group_is_named():
    location = locate(RedisConfig(url="redis+sentinel://a,b/shop"))
    assert (location.topology, location.primary_name) == (Topology.SENTINEL, "shop")


def test_no_secret_is_printed():
    config = RedisConfig(url="redis://cache", username="ann", password="s3cret", sentinel_password="s3cret")
    location = locate(config)
    assert location.credentials == Credentials("ann", "s3cret")
    assert "s3cret" not in f"{config!r} {location!r} {location}"


@pytest.mark.parametrize("url", ["redis://ann:s3cret@cache", "redis+sentinel://:s3cret@a/shop", "unix://:s3cret@/r"])
def test_a_secret_in_the_url_is_refused_without_quoting_it(url):
    with pytest.raises(ValueError, match="Leave name and password out of the Redis URL") as refused:
        RedisConfig(url=url)
    assert "s3cret" not in str(refused.value)


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("http://cache", "must begin with"),
        ("redis+magic://cache", "must begin with"),
        ("redis:cache", "must begin with"),
        ("redis://", "names no host"),
        ("redis://a,b", "several hosts"),
        ("redis://a:0", "port"),
        ("redis://a:x", "port"),
        ("redis://a/b", "database"),
        ("redis://a/1/2", "database"),
        ("unix://socket", "whole path"),
        ("redis+sentinel://a", "must name the primary"),
        ("redis+cluster://a/1", "database 0 only"),
    ],
)
def test_what_is_wrong_with_a_url(url, complaint):
    with pytest.raises(ValueError, match=complaint):
        locate(RedisConfig(url=url))


def test_addresses_as_people_write_them():
    assert [str(Address(*parts)) for parts in (("cache", 1), ("::1", 1), ("/run/redis.sock", 0))] == [
        "cache:1",
        "[::1]:1",
        "/run/redis.sock",
    ]
