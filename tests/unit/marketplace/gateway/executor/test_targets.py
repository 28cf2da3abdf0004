"""A path finds every object that it leads to, and the client's path to each."""

from __future__ import annotations

from typing import Any

import pytest

from marketplace.gateway.executor.targets import find_target_paths, find_targets
from marketplace.gateway.plan.nodes import Segment
from tests.harness.federated_schemas import compose_supergraph, plan_operation

SHAPE = plan_operation(
    compose_supergraph(
        {
            "a": """
                type Query { ships: [[Ship]] best: Thing }
                interface Thing { name: String }
                type Ship implements Thing { name: String captain: Person crew: [Person] }
                type Person implements Thing { name: String }
            """
        }
    ),
    """{
        fleet: ships { boss: captain { name } crew { name } }
        best { ... on Ship { captain { name } } ... on Person { name } }
    }""",
).shape
ANN, BOB, CAT = {"name": "Ann"}, {"name": "Bob"}, {"name": "Cat"}
ROOT: dict[str, Any] = {
    "fleet": [[{"boss": ANN, "crew": [ANN, None, BOB]}, None], None, [{"boss": None, "crew": [CAT]}, {"crew": None}]],
    "best": {"__typename": "Ship", "captain": BOB},
    "hidden": {"inner": [CAT]},
}


def segments(*keys: str | tuple[str, str]) -> tuple[Segment, ...]:
    return tuple(Segment(key) if isinstance(key, str) else Segment(key[1], frozenset((key[0],))) for key in keys)


@pytest.mark.parametrize(
    ("path", "targets", "client_paths"),
    [
        (segments(), [ROOT], [()]),
        (segments("fleet", "boss"), [ANN], [("fleet", 0, 0, "boss")]),
        (
            segments("fleet", "crew"),
            [ANN, BOB, CAT],
            [("fleet", 0, 0, "crew", 0), ("fleet", 0, 0, "crew", 2), ("fleet", 2, 0, "crew", 0)],
        ),
        (segments("best", ("Ship", "captain")), [BOB], [("best", "captain")]),
        (segments("best", ("Person", "captain")), [], []),
        (segments("hidden", "inner"), [CAT], [()]),
        (segments("nowhere", "boss"), [], []),
    ],
)
def test_path(path: tuple[Segment, ...], targets: list[Any], client_paths: list[Any]) -> None:
    assert find_targets(ROOT, path, None) == targets
    assert list(find_target_paths(ROOT, path, None, SHAPE)) == client_paths


@pytest.mark.parametrize(("types", "count"), [({"Ship"}, 1), ({"Person"}, 0), ({"Ship", "Person"}, 1)])
def test_only_objects_of_the_types(types: set[str], count: int) -> None:
    path = segments("best")
    assert len(find_targets(ROOT, path, frozenset(types))) == count
    assert len(list(find_target_paths(ROOT, path, frozenset(types), SHAPE))) == count


def test_targets_are_the_objects_themselves() -> None:
    assert find_targets(ROOT, segments("best", "captain"), None)[0] is BOB
