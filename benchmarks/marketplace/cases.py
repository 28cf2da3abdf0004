"""The questions asked, and the proof that each is what its name says."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

from graphql import parse

from benchmarks.machine import ROOT
from marketplace.gateway.operation.operation import prepare_operation
from marketplace.gateway.planner import Planner
from marketplace.gateway.supergraph.reader import read_supergraph
from tests.harness.comparison import difference
from tests.harness.graphql_over_http import send

QUERIES: Final = Path(__file__).parent / "queries"
HOPS: Final[Mapping[str, tuple[str, ...]]] = {
    "one_subgraph": ("offers",),
    "two_hops": ("offers", "users"),
    "three_hops": ("offers", "reviews", "users"),
}
"""Query file -> the subgraphs its plan asks, each after the one before."""
HEADERS: Final = {"content-type": "application/json"}


class UnfitCaseError(Exception):
    """A case does not measure what it claims to, or is answered wrongly."""


@dataclass(frozen=True, slots=True)
class Case:
    name: str
    query: str

    @property
    def body(self) -> bytes:
        return json.dumps({"query": self.query}).encode()


def read_cases(expected: Mapping[str, tuple[str, ...]] = HOPS) -> list[Case]:
    """Every case, once its plan is known to be the chain that is expected."""
    supergraph = read_supergraph((ROOT / "marketplace" / "supergraph.graphql").read_text())
    planner = Planner(supergraph)
    cases = []
    for name, hops in expected.items():
        case = Case(name, (QUERIES / f"{name}.graphql").read_text())
        plan = planner.plan(prepare_operation(supergraph, parse(case.query), None, {}))
        chain = all(fetch.depends_on == ((number - 1,) if number else ()) for number, fetch in enumerate(plan.fetches))
        if not chain or tuple(fetch.subgraph for fetch in plan.fetches) != hops:
            raise UnfitCaseError(f"{name} is no chain of {', '.join(hops)}; look at its plan.")
        cases.append(case)
    return cases


def checked_answer(case: Case, url: str, reference: Any) -> bytes:
    """The answer of the gateway, once it is known to be complete and to say what the reference says."""
    answer = send(url, case.body, headers=HEADERS)
    said = json.loads(answer.body)
    differences = difference(said, reference)
    if answer.status != HTTPStatus.OK or "errors" in said or differences:
        raise UnfitCaseError(f"{case.name} is answered wrongly by {url} ({answer.status}):\n{differences or said}")
    return answer.body
