"""How the arguments of a directive are merged when several subgraphs use it on the same element.

Source: https://www.apollographql.com/docs/graphos/schema-design/federated-schemas/composition and the specifications
of @requiresScopes, @policy, @cost and @listSize.
"""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from graphql import BooleanValueNode, IntValueNode, ListValueNode, StringValueNode, ValueNode

from marketplace.gateway.supergraph.composition.federation.directives import FederationDirective
from marketplace.gateway.supergraph.composition.schema.elements import AppliedDirective
from marketplace.gateway.supergraph.composition.schema.values import (
    boolean_value,
    integer_value,
    list_value,
    string_value,
)

Strategy: TypeAlias = Callable[[Sequence[ValueNode]], ValueNode]
_Alternatives: TypeAlias = list[frozenset[str]]


def greatest(values: Sequence[ValueNode]) -> ValueNode:
    """The greatest of some integers."""
    return integer_value(max(int(value.value) for value in values if isinstance(value, IntValueNode)))


def all_of(values: Sequence[ValueNode]) -> ValueNode:
    """True if all are true."""
    return boolean_value(value=all(value.value for value in values if isinstance(value, BooleanValueNode)))


def union(values: Sequence[ValueNode]) -> ValueNode:
    """Every string of all lists, once."""
    found: dict[str, None] = {}
    for value in values:
        for item in value.values if isinstance(value, ListValueNode) else (value,):
            if isinstance(item, StringValueNode):
                found.setdefault(item.value)
    return list_value(string_value(text) for text in found)


def conjunction(values: Sequence[ValueNode]) -> ValueNode:
    """All of several conditions, each a list of alternatives: every combination that does not contain another one."""
    combined: _Alternatives = [frozenset()]
    for value in values:
        combined = [left | right for left in combined for right in _alternatives(value)]
    minimal = {each for each in combined if not any(other < each for other in combined)}
    ordered = sorted((sorted(each) for each in minimal), key=lambda names: (len(names), names))
    return list_value(list_value(string_value(name) for name in names) for names in ordered)


def _alternatives(value: ValueNode) -> _Alternatives:
    if not isinstance(value, ListValueNode):
        return [frozenset()]
    return [
        frozenset(item.value for item in each.values if isinstance(item, StringValueNode))
        for each in value.values
        if isinstance(each, ListValueNode)
    ]


STRATEGIES: dict[FederationDirective, dict[str, Strategy]] = {
    FederationDirective.REQUIRES_SCOPES: {"scopes": conjunction},
    FederationDirective.POLICY: {"policies": conjunction},
    FederationDirective.COST: {"weight": greatest},
    FederationDirective.LIST_SIZE: {
        "assumedSize": greatest,
        "slicingArguments": union,
        "sizedFields": union,
        "requireOneSlicingArgument": all_of,
    },
}


def merge_arguments(directive: FederationDirective, uses: Sequence[AppliedDirective]) -> dict[str, ValueNode]:
    """Merge the arguments of several uses of a directive, each by its strategy."""
    merged = {}
    for name, strategy in STRATEGIES.get(directive, {}).items():
        values = [use.arguments[name] for use in uses if name in use.arguments]
        if values:
            merged[name] = strategy(values)
    return merged
