"""`alerts/tests/routes.yaml`: alerts, and who must hear of each, for `amtool config routes test`.

What is expected is read off the site's lines in order, not off the tree of routes that Alertmanager is given.
"""

from collections.abc import Iterator
from typing import Final

from reliability.artefacts.alertmanager.receivers import heartbeat_name, receiver_name
from reliability.artefacts.document import Document, yaml_document
from reliability.artefacts.site import Site
from reliability.conventions import HEARTBEAT_ALERT, AlertKind, SloLabel
from reliability.slo.model import Service, Severity

PATH: Final = "alerts/tests/routes.yaml"


def build_routing_tests(services: tuple[Service, ...], site: Site) -> Iterator[Document]:
    """The file says which configuration it is about, and of each alert the labels and the receiver."""
    cases = [
        ({"alertname": HEARTBEAT_ALERT, SloLabel.ALERT_KIND: AlertKind.HEARTBEAT}, heartbeat_name(site)),
        ({"alertname": "FromNoDefinition"}, receiver_name(site.otherwise)),
        *(case for service in services for case in _cases(service, site)),
    ]
    content = {
        "configuration": "../alertmanager.yaml",
        "routes": [
            {"alert": {str(label): str(value) for label, value in labels.items()}, "receiver": receiver}
            for labels, receiver in cases
        ],
    }
    yield yaml_document(PATH, content)


def _cases(service: Service, site: Site) -> Iterator[tuple[dict[str, str], str]]:
    for severity in Severity:
        for environment in site.environments:
            line = site.route_of(service, severity, environment)
            labels: dict[str, str] = {SloLabel.SERVICE: service.name, SloLabel.TIER: str(service.tier)}
            labels |= {SloLabel.SEVERITY: severity} | ({SloLabel.ENVIRONMENT: environment} if environment else {})
            yield labels, receiver_name(line.channels if line else site.otherwise)
