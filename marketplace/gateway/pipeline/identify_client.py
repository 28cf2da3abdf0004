"""Stage: which program asks, and from where."""

from marketplace.gateway.pipeline.exchange import Exchange
from marketplace.gateway.pipeline.services import Services


def identify_client(exchange: Exchange, services: Services) -> None:
    """Sets `client`."""
    client = exchange.client = services.clients.identify(exchange.request)
    report = exchange.report
    if report is not None:
        report.client_name = client.name
        report.client_version = client.version
        report.client_address = client.address
