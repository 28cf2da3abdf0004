"""Whose address it is: a header counts as far as trusted proxies wrote it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.gateway.config import ClientsConfig, ForwardedHeader
from marketplace.gateway.pipeline.client_address import TrustedProxies, network_of, parse_address

OURS = frozenset({"10.0.0.0/8", "2001:db8:1::/48"})
BEHIND = TrustedProxies(ClientsConfig(trusted_proxies=OURS))
RFC_7239 = TrustedProxies(ClientsConfig(trusted_proxies=OURS, forwarded_header=ForwardedHeader.FORWARDED))


def test_without_trusted_proxies_the_header_is_the_clients_own_word():
    nobody = TrustedProxies(ClientsConfig())
    assert nobody.none
    assert nobody.client_address("198.51.100.7", "1.2.3.4") == "198.51.100.7"


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("10.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "198.51.100.7, 10.0.0.2", "198.51.100.7"),
        ("10.0.0.1", "1.2.3.4, 198.51.100.7, 10.0.0.2", "198.51.100.7"),
        ("198.51.100.9", "1.2.3.4", "198.51.100.9"),
        ("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
        ("10.0.0.1", None, "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "1.2.3.4, unknown, 10.0.0.2", "10.0.0.2"),
        ("10.0.0.1", "198.51.100.7:4711", "198.51.100.7"),
        ("2001:db8:1::1", "[2001:db8:2::7]:4711", "2001:db8:2::7"),
        ("::ffff:10.0.0.1", "::ffff:198.51.100.7", "198.51.100.7"),
        ("", "1.2.3.4", ""),
        ("not an address", "1.2.3.4", ""),
    ],
)
def test_the_first_address_from_the_right_that_is_no_trusted_proxys(peer, forwarded, client):
    assert BEHIND.client_address(peer, forwarded) == client


@pytest.mark.parametrize(
    ("forwarded", "client"),
    [
        ("for=198.51.100.7", "198.51.100.7"),
        ('For="[2001:db8:2::7]:4711";proto=https;by=10.0.0.1', "2001:db8:2::7"),
        ("for=1.2.3.4, for=198.51.100.7;proto=http, for=10.0.0.2", "198.51.100.7"),
        ("for=1.2.3.4, for=_hidden", "10.0.0.1"),
        ("for=1.2.3.4, proto=https", "10.0.0.1"),
    ],
)
def test_the_field_of_rfc_7239(forwarded, client):
    assert RFC_7239.client_address("10.0.0.1", forwarded) == client


def test_whoever_connects_by_a_unix_socket_is_trusted_only_if_it_is_said():
    trusting = TrustedProxies(ClientsConfig(trusted_proxies=frozenset({"unix"})))
    assert trusting.client_address("", "198.51.100.7") == "198.51.100.7"


addresses = st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6)).map(str)


@given(st.lists(st.one_of(addresses, st.text(alphabet='0123456789.:ax" [],;=', max_size=30)), max_size=40), addresses)
def test_whatever_a_client_writes_to_the_left_changes_nothing(written, client):
    if BEHIND.client_address(client, None) != BEHIND.client_address(client, "1.2.3.4"):
        return  # drawn inside our own networks
    honest = BEHIND.client_address("10.0.0.1", f"{client}, 10.9.9.9")
    assert BEHIND.client_address("10.0.0.1", ",".join([*written, f" {client}, 10.9.9.9"])) == honest
    assert honest == str(parse_address(client))


def test_a_network_of_an_ipv6_address_is_what_one_customer_has():
    assert network_of("2001:db8:2:3:4:5:6:7") == network_of("2001:db8:2:3::1") == "2001:db8:2:3::/64"
    assert network_of("198.51.100.7") == "198.51.100.7"
    assert network_of("") == ""


@pytest.mark.parametrize("network", ["10.0.0.1/8", "everybody", ""])
def test_a_network_that_is_none_is_refused_with_its_text(network):
    with pytest.raises(ValueError, match="is no network"):
        ClientsConfig(trusted_proxies=frozenset({network}))
