"""Recording and alerting rules of each service, and the heartbeat that an installation has once.

`alerts/rules/<name>.yaml` for Prometheus; `deploy/kubernetes/prometheus-rules/<name>.yaml` for its operator;
`alerts/tests/<service>.yaml` for promtool, to test these rules.
"""

from collections.abc import Iterator
from typing import Final

from reliability.artefacts.document import Document, yaml_document
from reliability.artefacts.site import Site
from reliability.conventions import SERVICE_BOARD
from reliability.rules import RuleFile, RuleSettings, build_heartbeat, build_rules
from reliability.rules.kubernetes import to_custom_resource
from reliability.rules.testing import build_tests
from reliability.slo.model import Service

FOLDER: Final = "alerts/rules"
TESTS: Final = "alerts/tests"
KUBERNETES: Final = "deploy/kubernetes/prometheus-rules"


def build_rule_files(services: tuple[Service, ...], site: Site) -> Iterator[Document]:
    for file in _rule_files(services, site):
        yield yaml_document(f"{FOLDER}/{file.name}.yaml", file)


def build_custom_resources(services: tuple[Service, ...], site: Site) -> Iterator[Document]:
    for file in _rule_files(services, site):
        yield yaml_document(f"{KUBERNETES}/{file.name}.yaml", to_custom_resource(file))


def build_rule_tests(services: tuple[Service, ...], site: Site) -> Iterator[Document]:
    for service in services:
        yield yaml_document(f"{TESTS}/{service.name}.yaml", build_tests(service, _settings(site)))


def _settings(site: Site) -> RuleSettings:
    boards = site.dashboards and f"{site.dashboards}/{SERVICE_BOARD}"
    return RuleSettings(runbooks=f"{site.runbooks}/", dashboards=boards)


def _rule_files(services: tuple[Service, ...], site: Site) -> Iterator[RuleFile]:
    settings = _settings(site)
    yield from (build_rules(service, settings) for service in services)
    yield build_heartbeat(settings)
