"""Working keys: the client's where it asked for the same, new ones where something else stands there."""

from __future__ import annotations

from graphql import FieldNode, OperationDefinitionNode, parse

from marketplace.gateway.operation.collect import SelectionCollector
from marketplace.gateway.operation.selection import Selection
from marketplace.gateway.planner.position import Position
from tests.harness.federated_schemas import compose_supergraph

SUPERGRAPH = compose_supergraph(
    {
        "a": """
            type Query { pet: Pet cat: Cat }
            interface Pet { name(short: Boolean): String age: Int owner: Person }
            type Cat implements Pet { name(short: Boolean): String age: Int owner: Person }
            type Dog implements Pet { name(short: Boolean): String age: Int owner: Person }
            type Person { name: String age: Int }
        """
    }
)


def select(type_name: str, text: str) -> tuple[Selection, ...]:
    definition = parse(f"{{ {text} }}").definitions[0]
    assert isinstance(definition, OperationDefinitionNode)
    assert isinstance(definition.selection_set.selections[0], FieldNode) or "..." in text
    return SelectionCollector(SUPERGRAPH).collect(type_name, (definition.selection_set,))


def key(position: Position, text: str) -> str:
    (selection,) = select(position.type_name, text)
    return position.slot(selection).key


def test_the_clients_key_serves_the_planner() -> None:
    position = Position(SUPERGRAPH, "Pet", select("Pet", "label: name years: age"))
    assert key(position, "age") == "years"
    assert key(position, "name") == "label"


def test_other_arguments_get_another_key() -> None:
    position = Position(SUPERGRAPH, "Pet", select("Pet", "name(short: true)"))
    assert key(position, "name(short: false)") == "_0_name"
    assert key(position, "name(short: true)") == "name"
    assert key(position, "name(short: false)") == "_0_name"
    assert key(position, "name") == "_1_name"


def test_a_key_that_the_client_uses_for_something_else_is_not_free() -> None:
    position = Position(SUPERGRAPH, "Pet", select("Pet", "age: name"))
    assert key(position, "age") == "_0_age"


def test_a_key_is_free_for_types_that_do_not_use_it() -> None:
    position = Position(SUPERGRAPH, "Pet", select("Pet", "... on Cat { age: name }"))
    assert key(position, "... on Dog { age }") == "age"
    assert key(position, "... on Cat { age }") == "_0_age"


def test_what_the_client_has_for_some_types_only_does_not_serve_all() -> None:
    position = Position(SUPERGRAPH, "Pet", select("Pet", "... on Cat { owner { name } }"))
    (for_cats,), (for_all,) = select("Pet", "... on Cat { owner { age } }"), select("Pet", "owner { age }")
    cats, everyone = position.slot(for_cats), position.slot(for_all)
    assert (cats.key, everyone.key) == ("owner", "_0_owner")
    assert cats.child is not None
    (age,) = select("Person", "age")
    assert cats.child.slot(age).key == "age"


def test_the_response_has_only_what_the_client_asked_for_in_its_order() -> None:
    position = Position(SUPERGRAPH, "Pet", select("Pet", "b: age ... on Cat { a: name owner { name } }"))
    key(position, "name(short: true)")
    shape = position.response_shape()
    assert [field.response_key for field in shape.fields] == ["b", "a", "owner"]
    assert [field.response_key for field in shape.fields_of("Dog")] == ["b"]
    assert shape.fields[2].child is not None
    assert [field.key for field in shape.fields[2].child.fields] == ["name"]
