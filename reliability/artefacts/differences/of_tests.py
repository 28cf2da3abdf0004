"""What load tests and chaos experiments are asked to keep."""

from collections.abc import Mapping
from typing import Any

from reliability.artefacts.differences.facts import Fact, Facts


def facts_of_load_thresholds(content: Mapping[str, Any]) -> Facts:
    for service, thresholds in content["services"].items():
        for metric, bounds in thresholds.items():
            yield Fact(service, f"load test: {metric}", " and ".join(bounds))


def facts_of_steady_state(content: Mapping[str, Any]) -> Facts:
    hypothesis = content["steady-state-hypothesis"]
    for probe in hypothesis["probes"]:
        what, _, how = probe["name"].partition(": ")
        yield Fact(what.partition(" of ")[0], f"steady state of {what}", how)
