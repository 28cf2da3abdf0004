"""Routing URLs: what is understood, and what is refused with a reason."""

import pytest

from marketplace.gateway.transport.http.address import SubgraphAddress


@pytest.mark.parametrize(
    ("url", "host", "port", "path", "host_header"),
    [
        ("http://127.0.0.1:4001/graphql", "127.0.0.1", 4001, "/graphql", "127.0.0.1:4001"),
        ("http://users", "users", 80, "/", "users"),
        ("http://[::1]:4001/a?b=c", "::1", 4001, "/a?b=c", "[::1]:4001"),
        ("https://users.example/graphql", "users.example", 443, "/graphql", "users.example"),
    ],
)
def test_reads_host_port_and_path(url, host, port, path, host_header):
    address = SubgraphAddress.parse(url)
    assert (address.host, address.port, address.path, address.host_header) == (host, port, path, host_header)
    assert (address.ssl_context is not None) == url.startswith("https")


def test_reads_unix_sockets():
    address = SubgraphAddress.parse("unix:/run/users.sock:/graphql")
    assert (address.socket_path, address.path, str(address)) == ("/run/users.sock", "/graphql", "/run/users.sock")


@pytest.mark.parametrize(
    "url", ["", "users:4001", "ftp://users/", "http://", "unix:users.sock", "http://u:p@host/", "http://host:0x/"]
)
def test_refuses_what_is_no_address(url):
    with pytest.raises(ValueError):
        SubgraphAddress.parse(url)
