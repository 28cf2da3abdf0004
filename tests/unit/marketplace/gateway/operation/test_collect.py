"""The normal form of a selection set has, for every object type, the fields that graphql-core collects for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from graphql import (
    FragmentDefinitionNode,
    GraphQLObjectType,
    OperationDefinitionNode,
    get_named_type,
    get_variable_values,
    is_abstract_type,
    parse,
    print_ast,
    validate,
)
from graphql.execution.collect_fields import FieldDetails, FragmentDetails, collect_fields, collect_subfields
from graphql.execution.values import VariableValues
from hypothesis import assume, given

from marketplace.gateway.operation.collect import SelectionCollector, variables_of
from marketplace.gateway.operation.selection import Selection
from tests.harness.federated_schemas import compose_supergraph
from tests.harness.random_operations import Bounds, RandomOperation, ValuePool, operations

SUPERGRAPH = compose_supergraph(
    {
        "a": """
            type Query { node: Node some(first: Int = 1): [Pair!] ant: Ant thing: Thing }
            interface Node { id: ID! next: Node thing: Thing }
            interface Winged implements Node { id: ID! next: Node thing: Thing wings: Int }
            type Ant implements Node { id: ID! next: Ant thing: Thing legs: Int }
            type Bee implements Node & Winged { id: ID! next: Node thing: Thing wings: Int sting: Boolean }
            type Fly implements Node & Winged { id: ID! next: Bee thing: Thing wings: Int }
            type Rock { thing: Thing weight: Float }
            union Pair = Ant | Bee | Rock
            union Thing = Rock | Fly
        """
    }
)
SCHEMA = SUPERGRAPH.client_schema


@dataclass(frozen=True)
class Reference:
    """graphql-core's CollectFields for one operation."""

    fragments: dict[str, FragmentDetails]
    variables: VariableValues
    operation: OperationDefinitionNode

    def below(self, type_: GraphQLObjectType, fields: list[FieldDetails]) -> dict[str, list[FieldDetails]]:
        collected = collect_subfields(SCHEMA, self.fragments, self.variables, self.operation, type_, fields)
        return collected.grouped_field_set


def compare(
    type_: GraphQLObjectType,
    selections: tuple[Selection, ...],
    grouped: dict[str, list[FieldDetails]],
    reference: Reference,
) -> None:
    """The selections that apply to the object type, against the collected fields; then the same below each."""
    own = [selection for selection in selections if type_.name in selection.types]
    assert [selection.response_key for selection in own] == list(grouped)
    for selection, details in zip(own, grouped.values(), strict=True):
        node = details[0].node
        assert selection.name == node.name.value
        arguments = ", ".join(print_ast(argument) for argument in node.arguments or ())
        assert selection.arguments == (f"({arguments})" if arguments else "")
        if selection.children is None:
            assert node.selection_set is None
            continue
        named: Any = get_named_type(type_.fields[node.name.value].type)
        for each in SCHEMA.get_possible_types(named) if is_abstract_type(named) else [named]:
            compare(each, selection.children, reference.below(each, details), reference)


@given(operations(SCHEMA, ValuePool({}), Bounds(depth=4, fields=4, total=24)))
def test_equal_to_graphql_core(operation: RandomOperation) -> None:
    document = parse(operation.query)
    assume(not validate(SCHEMA, document))
    definition = next(d for d in document.definitions if isinstance(d, OperationDefinitionNode))
    fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
    variables = get_variable_values(SCHEMA, definition.variable_definitions or (), dict(operation.variables))
    query: Any = SCHEMA.query_type
    assert isinstance(variables, VariableValues)
    details = {name: FragmentDetails(fragment) for name, fragment in fragments.items()}
    expected = collect_fields(SCHEMA, details, variables, query, definition).grouped_field_set
    collector = SelectionCollector(SUPERGRAPH, fragments, variables.coerced)
    selections = collector.collect("Query", (definition.selection_set,))
    compare(query, selections, expected, Reference(details, variables, definition))
    check_disjoint(selections)


def check_disjoint(selections: tuple[Selection, ...]) -> None:
    """The invariant of `Selection`: those of one response key are about different types."""
    for index, one in enumerate(selections):
        for other in selections[index + 1 :]:
            assert one.response_key != other.response_key or one.types.isdisjoint(other.types)
        check_disjoint(one.children or ())


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("{ f }", set()),
        ("{ f(a: $a, b: [$b, 1], c: {d: $c, e: {f: [$d]}}) }", {"a", "b", "c", "d"}),
        ("{ f @skip(if: $a) @log(as: $b) }", {"b"}),
        ("{ f { g(a: $a) } }", set()),
    ],
)
def test_variables_of_the_field_itself(text: str, names: set[str]) -> None:
    operation: Any = parse(text).definitions[0]
    assert variables_of(operation.selection_set.selections[0]) == names
