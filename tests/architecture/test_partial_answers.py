"""Where subgraphs meet, fields are nullable: see marketplace/subgraphs/decisions."""

from __future__ import annotations

import pytest
from graphql import (
    FieldDefinitionNode,
    ListTypeNode,
    NamedTypeNode,
    NonNullTypeNode,
    ObjectTypeDefinitionNode,
    TypeNode,
    parse,
)

from tests.architecture.tracked_files import ROOT

HOMES = {"User": "users", "Offer": "offers", "Category": "offers", "Review": "reviews"}
"""Each entity's subgraph: the one that makes and deletes it."""


def object_types(subgraph: str) -> list[ObjectTypeDefinitionNode]:
    sdl = (ROOT / f"marketplace/subgraphs/{subgraph}/schema.graphql").read_text(encoding="utf-8")
    return [
        node
        for node in parse(sdl).definitions
        if isinstance(node, ObjectTypeDefinitionNode) and not node.name.value.startswith("_")
    ]


def names_of_type(type_: TypeNode) -> str:
    while isinstance(type_, (NonNullTypeNode, ListTypeNode)):
        type_ = type_.type
    assert isinstance(type_, NamedTypeNode)
    return type_.name.value


def meets_another_subgraph(subgraph: str, owner: ObjectTypeDefinitionNode, node: FieldDefinitionNode) -> bool:
    external = any(directive.name.value == "external" for directive in node.directives or ())
    if node.name.value.startswith("_") or node.name.value == "id" or external:
        return False
    return (
        owner.name.value == "Query"
        or HOMES.get(owner.name.value, subgraph) != subgraph
        or HOMES.get(names_of_type(node.type), subgraph) != subgraph
    )


@pytest.mark.parametrize("subgraph", sorted(set(HOMES.values())))
def test_fields_where_subgraphs_meet_are_nullable(subgraph: str) -> None:
    meetings = [
        (f"{owner.name.value}.{node.name.value}", node.type)
        for owner in object_types(subgraph)
        for node in owner.fields or ()
        if meets_another_subgraph(subgraph, owner, node)
    ]
    assert len(meetings) >= 3
    assert [name for name, type_ in meetings if isinstance(type_, NonNullTypeNode)] == []


def test_every_entity_has_a_home() -> None:
    entities = {
        node.name.value
        for subgraph in set(HOMES.values())
        for node in object_types(subgraph)
        if any(directive.name.value == "key" for directive in node.directives or ())
    }
    assert entities == set(HOMES)
