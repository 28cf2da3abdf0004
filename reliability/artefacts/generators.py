"""Everything that is generated, in the order of the data flow."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from reliability.artefacts import alertmanager, dashboards, load_thresholds, rule_files, steady_state
from reliability.artefacts.document import Document
from reliability.artefacts.site import Site
from reliability.errors import SpecificationError
from reliability.slo.model import Service


@dataclass(frozen=True, slots=True)
class Generator:
    """`owned` are patterns of paths in which it writes all files: one that it does not make is left over."""

    name: str
    build: Callable[[tuple[Service, ...], Site], Iterable[Document]]
    owned: tuple[str, ...]


ARTEFACTS: Final = (
    Generator("rules", rule_files.build_rule_files, ("alerts/rules/*.yaml",)),
    Generator("tests of rules", rule_files.build_rule_tests, ("alerts/tests/*.yaml",)),
    Generator("custom resources", rule_files.build_custom_resources, ("deploy/kubernetes/prometheus-rules/*.yaml",)),
    Generator("Alertmanager", alertmanager.build_configuration, ("alerts/alertmanager.yaml",)),
    Generator("tests of routes", alertmanager.build_routing_tests, ("alerts/tests/*.yaml",)),
    Generator("dashboards", dashboards.build_dashboards, ("dashboards/*.json",)),
    Generator("load thresholds", load_thresholds.build_load_thresholds, ("tests/load/thresholds.json",)),
    Generator("steady states", steady_state.build_steady_states, ("chaos/steady_state/*.yaml",)),
)


def build_all(services: tuple[Service, ...], site: Site) -> tuple[Document, ...]:
    """Return every document, sorted by path. Raise SpecificationError where two would be the same file."""
    documents: dict[str, Document] = {}
    for generator in ARTEFACTS:
        for document in generator.build(services, site):
            if document.path.as_posix() in documents:
                raise SpecificationError(f"{document.path} would be made twice. Give one of the services another name.")
            documents[document.path.as_posix()] = document
    return tuple(documents[path] for path in sorted(documents))
