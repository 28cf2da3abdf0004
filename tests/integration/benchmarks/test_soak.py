"""A short soak: everything on, six faults within seconds, and nothing that they do not explain."""

import asyncio

import pytest

from benchmarks.soak.faults import FAULTS
from benchmarks.soak.plot import draw
from benchmarks.soak.report import as_json
from benchmarks.soak.running import Effort, soak
from benchmarks.soak.seconds import Seconds
from tests.harness.requirements import skip_or_fail
from tests.harness.services import ServiceMissingError, find_haproxy, find_redis

CHOSEN = ("replica", "redis", "errors", "supergraph", "configuration", "worker")


@pytest.mark.redis
@pytest.mark.haproxy
def test_nothing_happens_that_the_faults_do_not_explain():
    try:
        find_redis()
        find_haproxy()
    except ServiceMissingError as missing:
        skip_or_fail(missing)
    faults = [fault for fault in FAULTS if fault.name in CHOSEN]
    effort = Effort(seconds=10, clients=16, pause=0.1, faults=faults, calm=1)
    told: list[str] = []
    soaked = asyncio.run(soak(effort, lambda _, text: told.append(text)))

    assert soaked.passed, [*(check for check in soaked.checks if not check.held), as_json(soaked)["unexplained"]]
    evidence = soaked.evidence
    assert len(evidence.records) > 200
    assert [window.fault.name for window in evidence.windows] == [fault.name for fault in faults]
    assert len(told) == 1 + 2 * len(faults)
    chart = draw(Seconds.of(evidence.records, evidence.series), evidence.series, evidence.windows)
    assert all(fault.title in chart for fault in faults)
