from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from typing import Any

from reliability.artefacts.load_thresholds import build_load_thresholds
from reliability.artefacts.site import load_site
from reliability.slo.model import Comparison, IndicatorKind, Service, ThresholdGauge
from tests.architecture.tracked_files import ROOT
from tests.harness.slo_samples import GATEWAY, availability, latency, service

SITE = load_site(ROOT / "alerts" / "site.yaml")
GAUGE = ThresholdGauge(
    kind=IndicatorKind.FRESHNESS, expression="age_seconds", comparison=Comparison.AT_MOST, limit=Fraction(60)
)


def built(*services: Service) -> dict[str, Any]:
    (document,) = build_load_thresholds(services, SITE)
    content = json.loads(document.text)
    assert content["generated_by"] == "manage.py build_artefacts"
    found: dict[str, Any] = content["services"]
    return found


def test_objectives_become_bounds_of_k6() -> None:
    exact = latency("search", objective=Fraction(9995, 10_000))
    assert built(service("search", slos=(availability("search"), exact))) == {
        "search": {
            "http_req_failed{service:search}": ["rate<=0.001"],
            "http_req_duration{service:search}": ["p(99.95)<=250"],
            "http_reqs{service:search}": ["count>0"],
        }
    }


def test_a_group_with_an_objective_has_a_threshold_of_its_own() -> None:
    assert built(replace(GATEWAY, slos=GATEWAY.slos[:1])) == {
        "gateway": {
            "http_req_failed{service:gateway,operation_class:other}": ["rate<=0.001"],
            "http_req_failed{service:gateway,operation_class:mutation}": ["rate<=0.0005"],
            "http_reqs{service:gateway,operation_class:other}": ["count>0"],
        }
    }


def test_two_objectives_of_one_metric_both_hold() -> None:
    strict = latency("search", name="median", objective=Fraction(1, 2))
    thresholds = built(service("search", slos=(latency("search"), strict)))["search"]
    assert thresholds["http_req_duration{service:search}"] == ["p(99)<=250", "p(50)<=250"]


def test_what_no_request_tells_has_no_threshold() -> None:
    assert built(service("cache", slos=(availability("cache", indicator=GAUGE),))) == {}
