"""Asks both gateways and the one schema the same, and gathers what they disagree on."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from tests.conformance.compare_with_apollo.apollo_gateway import ApolloGateway
from tests.conformance.compare_with_apollo.cases import Case
from tests.conformance.compare_with_apollo.judgement import (
    SHOWN,
    Difference,
    Found,
    Kind,
    Outcome,
    Verdict,
    differences,
)
from tests.conformance.compare_with_apollo.our_gateway import OurGateway
from tests.conformance.compare_with_apollo.subgraph_host import SubgraphHost
from tests.conformance.compare_with_apollo.written_world import NotUsableError
from tests.harness.random_operations import RandomOperation

OURS, THEIRS = "ours", "theirs"


@dataclass
class Results:
    """Of one run. Fetches are summed over the operations that both gateways answer rightly."""

    supergraphs: int = 0
    operations: int = 0
    right: Counter[str] = field(default_factory=Counter)
    fetches: Counter[str] = field(default_factory=Counter)
    fewer: Counter[str] = field(default_factory=Counter)
    unusable: dict[str, str] = field(default_factory=dict)
    found: dict[tuple[Kind, Verdict, str], Found] = field(default_factory=dict)

    @property
    def ordered(self) -> list[Found]:
        """Where ours is not confirmed first."""
        weight = {Verdict.THEIRS: 0, Verdict.NEITHER: 1, Verdict.OURS: 2, Verdict.BOTH: 3}
        return sorted(self.found.values(), key=lambda each: (weight[each.difference.verdict], -each.count))

    @property
    def ours_wrong(self) -> int:
        """Operations that our gateway does not answer as the one schema does."""
        return self.operations - self.right[OURS]

    def add(self, difference: Difference, example: dict[str, Any]) -> None:
        self.found.setdefault(difference.group, Found(difference)).add(example)

    def to_json(self) -> dict[str, Any]:
        """Everything, with an example for each group."""
        return {
            "supergraphs": self.supergraphs,
            "operations": self.operations,
            "right": dict(self.right),
            "fetches": dict(self.fetches),
            "fewer_fetches": dict(self.fewer),
            "not_compared": self.unusable,
            "differences": [
                {
                    "kind": str(each.difference.kind),
                    "right": str(each.difference.verdict),
                    "cause": each.difference.cause,
                    "count": each.count,
                    "example": each.example,
                }
                for each in self.ordered
            ],
        }


class Comparison:
    """Both gateways beside each other, over the same subgraphs."""

    def __init__(self) -> None:
        self.results = Results()
        self._host = SubgraphHost()
        self._ours = OurGateway()
        self._theirs = ApolloGateway()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._theirs.__exit__(kind, error, trace)
        self._ours.__exit__(kind, error, trace)
        self._host.__exit__(kind, error, trace)

    def compare(self, case: Case) -> None:
        """All operations of the case."""
        if not case.operations:
            return
        self._host.servers = case.servers
        try:
            ours, theirs = self._supergraph(case, OURS), self._supergraph(case, THEIRS)
        except NotUsableError as reason:
            self.results.unusable[case.name] = str(reason)
            return
        self.results.supergraphs += 1
        refused = {OURS: self._ours.load(ours), THEIRS: self._theirs.load(theirs)}
        for operation in case.operations:
            outcomes = {
                asker: Outcome({"refused": reason}) if reason else self._ask(asker, operation)
                for asker, reason in refused.items()
            }
            self._judge(case, operation, outcomes, Outcome(case.reference(operation)))

    def _supergraph(self, case: Case, asker: str) -> str:
        return case.supergraph(lambda name: self._host.address(asker, name))

    def _ask(self, asker: str, operation: RandomOperation) -> Outcome:
        self._host.requests.clear()
        self._host.take_violations()
        gateway = self._ours if asker == OURS else self._theirs
        answer = gateway.ask(operation.query, operation.variables)
        return Outcome(answer, self._host.requests[asker], tuple(self._host.take_violations()))

    def _judge(
        self, case: Case, operation: RandomOperation, outcomes: Mapping[str, Outcome], expected: Outcome
    ) -> None:
        results = self.results
        results.operations += 1
        right = [asker for asker, outcome in outcomes.items() if outcome.agrees_with(expected)]
        results.right.update(right)
        if len(right) == len(outcomes):
            counts = {asker: outcome.fetches for asker, outcome in outcomes.items()}
            results.fetches.update(counts)
            if counts[OURS] != counts[THEIRS]:
                results.fewer[min(counts, key=counts.__getitem__)] += 1
        found = differences(outcomes[OURS], outcomes[THEIRS], expected)
        if not found:
            return
        example = {
            "case": case.name,
            "query": operation.query,
            "variables": operation.variables,
            **{asker: _shown(outcome) for asker, outcome in outcomes.items()},
            "one_schema": _shown(expected),
            "subgraphs": dict(case.texts),
        }
        for difference in found:
            results.add(difference, example)


def _shown(outcome: Outcome) -> dict[str, Any]:
    text = json.dumps(outcome.answer)
    answer = outcome.answer if len(text) <= SHOWN else f"{text[:SHOWN]}…"
    shown: dict[str, Any] = {"answer": answer, "fetches": outcome.fetches}
    return shown | ({"violations": outcome.violations} if outcome.violations else {})
