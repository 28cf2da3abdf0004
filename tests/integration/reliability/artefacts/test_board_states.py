"""The state that boards show is the one that the error budget policy says, by promtool's own arithmetic."""

from __future__ import annotations

import subprocess
from fractions import Fraction
from pathlib import Path

import yaml

from reliability.artefacts.dashboards.slo_series import STATES, state
from reliability.conventions import SloLabel, SloSeries
from reliability.slo.model import BudgetPolicy, BudgetState, PolicyStep
from tests.harness.requirements import skip_or_fail
from tests.harness.services import ServiceMissingError, find_promtool
from tests.harness.slo_samples import availability

POLICIES = {
    "usual": BudgetPolicy(),
    "same": BudgetPolicy(),
    "abrupt": BudgetPolicy((PolicyStep(BudgetState.FROZEN, Fraction(1, 10)),)),
    "lenient": BudgetPolicy((PolicyStep(BudgetState.CAUTION, Fraction(0)),)),
    "none": BudgetPolicy(()),
}
SLOS = [availability(name, policy=policy) for name, policy in POLICIES.items()]
REMAINING = [Fraction(1), Fraction(1, 4), Fraction(1, 5), Fraction(1, 10), Fraction(1, 1000), Fraction(0), Fraction(-3)]


def labels(name: str, **more: str) -> str:
    of_slo = {SloLabel.ID: f"{name}-availability", SloLabel.SERVICE: name, SloLabel.SLO: "availability", **more}
    return ", ".join(f'{label}="{value}"' for label, value in sorted(of_slo.items()))


def test_states(tmp_path: Path) -> None:
    """One value of what is left a minute, in the worse of two groups."""
    left = " ".join(str(float(value)) for value in REMAINING)
    series = [
        {"series": f"{SloSeries.BUDGET_REMAINING}{{{labels(slo.service, group=group)}}}", "values": values}
        for slo in SLOS
        for group, values in (("worse", left), ("better", f"1x{len(REMAINING)}"))
    ]
    expected = [
        {
            "expr": state(SLOS, f'{SloLabel.SERVICE}=~".+"'),
            "eval_time": f"{minute}m",
            "exp_samples": [
                {"labels": f"{{{labels(slo.service)}}}", "value": STATES.index(slo.policy.state(remaining))}
                for slo in SLOS
            ],
        }
        for minute, remaining in enumerate(REMAINING)
    ]
    tests = {"interval": "1m", "input_series": series, "promql_expr_test": expected}
    file = tmp_path / "states.yaml"
    file.write_text(yaml.safe_dump({"tests": [tests]}), encoding="utf-8")
    try:
        program = find_promtool()
    except ServiceMissingError as missing:
        skip_or_fail(missing)
    run = subprocess.run([program, "test", "rules", file], check=False, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
