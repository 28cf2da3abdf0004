from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import yaml

from reliability.artefacts.site import load_site
from reliability.artefacts.steady_state import build_steady_states
from reliability.slo.model import GroupObjective, Service
from tests.architecture.tracked_files import ROOT
from tests.harness.slo_samples import GATEWAY, USERS, availability

SITE = load_site(ROOT / "alerts" / "site.yaml")


def probes(service: Service) -> list[dict[str, Any]]:
    (document,) = build_steady_states((service,), SITE)
    assert document.path.as_posix() == f"chaos/steady_state/{service.name}.yaml"
    found: list[dict[str, Any]] = yaml.safe_load(document.text)["steady-state-hypothesis"]["probes"]
    return found


def queries(service: Service) -> list[tuple[str, list[float]]]:
    return [(probe["provider"]["arguments"]["query"], probe["tolerance"]) for probe in probes(service)]


def test_each_objective_has_a_probe_of_its_error_ratio() -> None:
    assert queries(USERS) == [
        ('max(slo:error:ratio5m{slo_id="users-availability"})', [0.0, 0.001]),
        ('max(slo:error:ratio5m{slo_id="users-latency"})', [0.0, 0.01]),
    ]


def test_a_group_is_judged_by_the_first_objective_that_fits() -> None:
    groups = (
        GroupObjective((("region", "eu"),), Fraction(95, 100)),
        GroupObjective((("plan", "free"),), Fraction(9, 10)),
    )
    service = replace(GATEWAY, slos=(availability("gateway", group_by=("plan", "region"), group_objectives=groups),))
    whole, eu, free = (
        f'slo:error:ratio5m{{slo_id="gateway-availability"{more}}}' for more in ("", ',region="eu"', ',plan="free"')
    )
    assert queries(service) == [
        (f"max({eu}) or 0 * max({whole})", [0.0, 0.05]),
        (f"max({free} unless {eu}) or 0 * max({whole})", [0.0, 0.1]),
        (f"max({whole} unless {eu} unless {free}) or 0 * max({whole})", [0.0, 0.001]),
    ]


def test_prometheus_is_named_by_the_environment() -> None:
    (document,) = build_steady_states((USERS,), SITE)
    assert yaml.safe_load(document.text)["configuration"]["prometheus_url"] == {
        "type": "env",
        "key": "PROMETHEUS_URL",
        "default": "http://127.0.0.1:9090",
    }
