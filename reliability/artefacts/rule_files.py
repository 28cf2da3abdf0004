"""Recording and alerting rules of each service, and the heartbeat that an installation has once.

`alerts/rules/<name>.yaml` for Prometheus; `deploy/kubernetes/prometheus-rules/<name>.yaml` for its operator.
"""

from collections.abc import Iterator
from typing import Final

from reliability.artefacts.document import Document, yaml_document
from reliability.artefacts.site import Site
from reliability.conventions import SERVICE_BOARD
from reliability.rules import RuleFile, RuleSettings, build_heartbeat, build_rules
from reliability.rules.kubernetes import to_custom_resource
from reliability.slo.model import Service

FOLDER: Final = "alerts/rules"
KUBERNETES: Final = "deploy/kubernetes/prometheus-rules"


def build_rule_files(services: tuple[Service, ...], site: Site) -> Iterator[Document]:
    for file in _rule_files(services, site):
        yield yaml_document(f"{FOLDER}/{file.name}.yaml", file)


def build_custom_resources(services: tuple[Service, ...], site: Site) -> Iterator[Document]:
    for file in _rule_files(services, site):
        yield yaml_document(f"{KUBERNETES}/{file.name}.yaml", to_custom_resource(file))


def _rule_files(services: tuple[Service, ...], site: Site) -> Iterator[RuleFile]:
    boards = site.dashboards and f"{site.dashboards}/{SERVICE_BOARD}"
    settings = RuleSettings(runbooks=f"{site.runbooks}/", dashboards=boards)
    yield from (build_rules(service, settings) for service in services)
    yield build_heartbeat(settings)
