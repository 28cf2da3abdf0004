"""`tests/load/thresholds.json`: what a load test must keep so that the objectives are kept, in the words of k6.

A script tags its requests with `service`, and with the label of each group that has an objective of its own; requests
of no such group have the value `other` there. One request is so judged by all objectives of its service.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from reliability.artefacts.document import Document, json_document
from reliability.artefacts.numbers import decimal_text
from reliability.artefacts.site import Site
from reliability.slo.model import EventIndicator, LatencyHistogram, Service, Slo

PATH: Final = "tests/load/thresholds.json"
SERVICE_TAG: Final = "service"
OTHER: Final = "other"
_MILLISECONDS: Final = 1000

Tags = dict[str, str]


def build_load_thresholds(services: tuple[Service, ...], site: Site) -> Iterator[Document]:  # noqa: ARG001 - every site's
    """Shares of events and latencies alone: no request tells an age or a level."""
    found = {service.name: _thresholds(service) for service in services}
    yield json_document(PATH, {"services": {name: thresholds for name, thresholds in found.items() if thresholds}})


def _thresholds(service: Service) -> dict[str, list[str]]:
    thresholds: dict[str, list[str]] = {}
    for slo in service.slos:
        for tags, objective in _objectives(slo):
            found = _threshold(slo, objective)
            if found:
                metric, bound = found
                thresholds.setdefault(_tagged(metric, tags), []).append(bound)
        if _threshold(slo, slo.objective):
            # Without requests k6 takes every threshold for kept.
            thresholds[_tagged("http_reqs", _other(slo))] = ["count>0"]
    return thresholds


def _threshold(slo: Slo, objective: Fraction) -> tuple[str, str] | None:
    match slo.indicator:
        case EventIndicator():
            return "http_req_failed", f"rate<={decimal_text(1 - objective)}"
        case LatencyHistogram(threshold=threshold):
            bound = f"p({decimal_text(objective * 100)})<={decimal_text(threshold * _MILLISECONDS)}"
            return "http_req_duration", bound
        case _:
            return None


def _objectives(slo: Slo) -> Iterator[tuple[Tags, Fraction]]:
    yield _other(slo), slo.objective
    for group in slo.group_objectives:
        yield {SERVICE_TAG: slo.service, **dict(group.match)}, group.objective


def _other(slo: Slo) -> Tags:
    """Return the tags of requests of no group with an objective of its own."""
    return {SERVICE_TAG: slo.service, **{label: OTHER for group in slo.group_objectives for label, _ in group.match}}


def _tagged(metric: str, tags: Tags) -> str:
    return f"{metric}{{{','.join(f'{tag}:{value}' for tag, value in tags.items())}}}"
