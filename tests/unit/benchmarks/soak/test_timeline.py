"""Which fault explains what, and when it does not any more."""

from typing import Any

import pytest

from benchmarks.soak.clients import Journal
from benchmarks.soak.faults import Fault, nothing
from benchmarks.soak.outcomes import Kind, Outcome, Record
from benchmarks.soak.timeline import AFTERMATH, SHED, Timeline, Window
from benchmarks.soak.verdict import Evidence, checks

KILLED = Fault("killed", "a subgraph is killed", nothing, of=frozenset({"inventory"}))
GATEWAY = Fault("gateway", "a gateway is killed", nothing, kinds=frozenset({Kind.LOST}))
RIGHT = Outcome(Kind.RIGHT)
LOST = Outcome(Kind.LOST)


def without(*subgraphs: str) -> Outcome:
    return Outcome(Kind.PARTIAL, subgraphs=frozenset(subgraphs))


def record(began: float, *outcomes: Outcome, operation: str = "three hops", text: str = "") -> Record:
    return Record(operation, "ann", "1", began, began + 0.1, list(outcomes), text=text)


def explained(fault: Fault, one: Record) -> str | None:
    """By which fault, in force from second 10 to second 20; None where it is unexplained."""
    stage: Any = None
    timeline = Timeline(stage, Journal(), lambda _, __: None, [Window(fault, 10, 20)])
    return None if timeline.explain([one]) else one.explained_by


@pytest.mark.parametrize(
    ("fault", "one", "name"),
    [
        (KILLED, record(5, RIGHT), ""),
        (KILLED, record(15, without("inventory")), "killed"),
        (KILLED, record(20 + AFTERMATH - 1, without("inventory")), "killed"),
        (KILLED, record(20 + AFTERMATH + 1, without("inventory")), None),
        (KILLED, record(5, without("inventory")), None),
        (KILLED, record(15, without("inventory", "reviews")), None),
        (KILLED, record(15, without()), None),
        (KILLED, record(15, LOST, RIGHT), None),
        (KILLED, record(15, Outcome(Kind.WRONG)), None),
        (KILLED, record(15, Outcome(Kind.LEAK)), None),
        (GATEWAY, record(15, LOST, RIGHT), "gateway"),
        (GATEWAY, record(15, LOST, LOST), None),
        (GATEWAY, record(15, LOST, without("inventory")), None),
        (GATEWAY, record(50, Outcome(Kind.SHED), RIGHT), SHED),
    ],
)
def test_a_fault_explains_its_own_kinds_while_it_lasts_and_a_little_longer(fault, one, name):
    assert explained(fault, one) == name


def test_a_fault_of_some_operations_explains_no_others():
    only = Fault("primary", "", nothing, of=frozenset({"viewers"}), only=("mutation",))
    assert explained(only, record(15, without("viewers"), operation="mutation")) == "primary"
    assert explained(only, record(15, without("viewers"), operation="private")) is None


def broken(**changes: Any) -> set[str]:
    """The first words of the checks that did not hold."""
    state = {"gateway": {"supergraph": "a", "retiringSupergraphs": 0, "liveStreams": 0, "reloads": {}}}
    evidence = Evidence(
        **{
            "records": [],
            "windows": [],
            "unexplained": [],
            "series": [],
            "journal": [],
            "states": [state],
            "events": {"one": 1},
            "spans": 1,
            "log_lines": 1,
            "supergraph": "a",
            **changes,
        }
    )
    return {" ".join(check.title.split()[:2]) for check in checks(evidence) if not check.held}


def test_what_must_not_happen_is_seen():
    sent = record(1, RIGHT, text="x")
    greedy = [record(number / 10, RIGHT, operation="greedy") for number in range(21)]
    state = {"supergraph": "a", "retiringSupergraphs": 0, "liveStreams": 0, "reloads": {}}
    assert broken() == set()
    assert broken(records=[sent], journal=["x"]) == set()
    assert broken(records=[sent]) == broken(records=[sent], journal=["x", "x"]) == {"mutations are"}
    assert broken(records=[record(1, LOST, RIGHT, text="x")], journal=["x", "x"]) == set()
    assert broken(records=greedy[:20]) == set()
    assert broken(records=greedy) == {"of one"}
    assert broken(records=[record(1, Outcome(Kind.LEAK))]) == {"nobody reads"}
    for change in ({"supergraph": "b"}, {"retiringSupergraphs": 1}, {"liveStreams": 1}):
        assert broken(states=[{"gateway": state}, {"gateway": {**state, **change}}]) == {"workers end"}
    assert broken(events={"one": 0}) == {"events came"}
