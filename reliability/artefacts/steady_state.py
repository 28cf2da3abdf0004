"""`chaos/steady_state/<service>.yaml`: what must hold before and after an experiment, in Chaos Toolkit's words.

Each probe asks Prometheus for the worst error ratio of the last five minutes among the groups that an objective is for,
and tolerates what the objective leaves for errors. A service of which nothing is measured is not in a steady state.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Final

from reliability.artefacts.document import Document, yaml_document
from reliability.artefacts.numbers import percentage_text
from reliability.artefacts.site import Site
from reliability.conventions import SloLabel, SloSeries
from reliability.rules.expressions import equal, series
from reliability.rules.names import series_name
from reliability.rules.windows import BASE
from reliability.slo.model import Service, Slo, duration_text

FOLDER: Final = "chaos/steady_state"
PROBE: Final = {"module": "reliability.experiments.probes.prometheus", "func": "worst_value"}


def build_steady_states(services: tuple[Service, ...], site: Site) -> Iterator[Document]:  # noqa: ARG001 - every site's
    """One file for each service: an experiment takes its `configuration` and its `steady-state-hypothesis`."""
    for service in services:
        probes = [probe for slo in service.slos for probe in _probes(slo)]
        content = {
            "configuration": {
                "prometheus_url": {"type": "env", "key": "PROMETHEUS_URL", "default": "http://127.0.0.1:9090"}
            },
            "steady-state-hypothesis": {
                "title": f"{service.title or service.name} keeps its objectives",
                "probes": probes,
            },
        }
        yield yaml_document(f"{FOLDER}/{service.name}.yaml", content)


def _probes(slo: Slo) -> Iterator[dict[str, Any]]:
    name = series_name(SloSeries.ERROR_RATIO, BASE)
    whole = series(name, equal(SloLabel.ID, slo.identifier))
    groups = [
        series(name, equal(SloLabel.ID, slo.identifier), *(equal(label, value) for label, value in group.match))
        for group in slo.group_objectives
    ]
    # A group has the first objective that fits it. One that is idle is well as long as others are measured.
    for number, group in enumerate(slo.group_objectives):
        words = ", ".join(f"{label} {value}" for label, value in group.match)
        mine = " unless ".join((groups[number], *groups[:number]))
        query = f"max({mine}) or 0 * max({whole})"
        yield _probe(f"{slo.reference} of {words}", query, 1 - group.objective)
    rest = " unless ".join((whole, *groups))
    query = f"max({rest}) or 0 * max({whole})" if groups else f"max({whole})"
    yield _probe(slo.reference, query, slo.error_budget)


def _probe(what: str, query: str, budget: Fraction) -> dict[str, Any]:
    return {
        "type": "probe",
        "name": f"{what}: at most {percentage_text(budget)} bad in {duration_text(BASE)}",
        "tolerance": [0.0, float(budget)],
        "provider": {
            "type": "python",
            **PROBE,
            "arguments": {"prometheus_url": "${prometheus_url}", "query": query},
        },
    }
