"""Who a client says it is, by any of the customary headers, if it is fit for a log."""

import pytest

from marketplace.gateway.config import ClientsConfig
from marketplace.gateway.context import Client
from marketplace.gateway.pipeline import ClientDirectory, HttpRequest


def client_of(headers: dict[str, str], peer: str = "198.51.100.7", config: ClientsConfig | None = None) -> Client:
    return ClientDirectory(config or ClientsConfig()).identify(HttpRequest("POST", "", headers, peer=peer))


@pytest.mark.parametrize("prefix", ["apollographql-client", "graphql-client", "x-client"])
def test_name_and_version(prefix):
    client = client_of({f"{prefix}-name": "Web Shop", f"{prefix}-version": "1.2.3+4"})
    assert (client.name, client.version) == ("Web Shop", "1.2.3+4")


@pytest.mark.parametrize("name", ["x" * 65, "shop\n", "caf\u00e9", "<script>", "{c:other}"])
def test_a_name_that_fits_in_no_log_is_none(name):
    assert client_of({"x-client-name": name}).name is None


def test_a_forwarded_address_counts_only_behind_a_trusted_proxy():
    headers = {"x-forwarded-for": "203.0.113.5"}
    assert client_of(headers).address == "198.51.100.7"
    trusting = ClientsConfig(trusted_proxies=frozenset({"198.51.100.0/24"}))
    assert client_of(headers, config=trusting).address == "203.0.113.5"


def test_a_client_is_worked_out_once():
    directory = ClientDirectory(ClientsConfig())
    request = HttpRequest("POST", "", {"x-client-name": "shop"}, peer="2001:db8::1")
    assert directory.identify(request) is directory.identify(request)
    assert directory.identify(request).network == "2001:db8::/64"
