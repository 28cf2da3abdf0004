"""Representations carry what the plan names, and there is none where something is missing."""

from __future__ import annotations

from typing import Any

import pytest

from marketplace.gateway.executor.representations import build_representation
from marketplace.gateway.plan.nodes import EntitySource, Input, Inputs
from marketplace.gateway.plan.shape import ResponseShape
from tests.harness.federated_schemas import compose_supergraph

SHAPE = ResponseShape(
    compose_supergraph({"a": "type Query { a: Int }"}).client_schema, "Query", abstract=False, every_type=frozenset()
)


def represent(entity: dict[str, Any], *fields: Input) -> Any:
    inputs = Inputs(fields, key_fields=frozenset({"id"}))
    return build_representation(EntitySource((), None, "Ship", inputs, SHAPE, ()), entity)


ID = Input("id", "id")


@pytest.mark.parametrize(
    ("entity", "fields", "expected"),
    [
        ({"id": "1", "other": 2}, [ID], {"__typename": "Ship", "id": "1"}),
        ({"_0_id": "1", "id": "name"}, [Input("id", "_0_id")], {"__typename": "Ship", "id": "1"}),
        (
            {"id": "1", "weight": None},
            [ID, Input("weight", "weight")],
            {"__typename": "Ship", "id": "1", "weight": None},
        ),
        (
            {"id": "1", "box": {"w": 2, "h": 3}},
            [ID, Input("box", "box", None, Inputs((Input("width", "w"),)))],
            {"__typename": "Ship", "id": "1", "box": {"width": 2}},
        ),
        (
            {"id": "1", "boxes": [{"w": 2}, None]},
            [ID, Input("boxes", "boxes", None, Inputs((Input("w", "w"),)))],
            {"__typename": "Ship", "id": "1", "boxes": [{"w": 2}, None]},
        ),
        (
            {"id": "1", "pet": {"__typename": "Cat", "purrs": True}},
            [
                ID,
                Input(
                    "pet",
                    "pet",
                    None,
                    Inputs(
                        (Input("purrs", "purrs", frozenset({"Cat"})), Input("barks", "barks", frozenset({"Dog"}))),
                        typename=True,
                    ),
                ),
            ],
            {"__typename": "Ship", "id": "1", "pet": {"__typename": "Cat", "purrs": True}},
        ),
    ],
)
def test_representation(entity: dict[str, Any], fields: list[Input], expected: dict[str, Any]) -> None:
    assert represent(entity, *fields) == expected


@pytest.mark.parametrize(
    "entity",
    [
        {},
        {"id": None, "weight": 1},
        {"id": "1"},
        {"id": "1", "weight": 1, "box": {}},
        {"id": "1", "weight": 1, "box": [{"w": 1}, {}]},
    ],
    ids=["key absent", "key null", "requirement absent", "absent below", "absent in a list"],
)
def test_an_entity_that_cannot_be_asked_for(entity: dict[str, Any]) -> None:
    box = Input("box", "box", None, Inputs((Input("w", "w"),)))
    assert represent(entity, ID, Input("weight", "weight"), box) is None


def test_the_subgraphs_name_of_an_interface_object_wins_over_the_objects_own() -> None:
    assert represent({"__typename": "Cat", "id": "1"}, ID) == {"__typename": "Ship", "id": "1"}
