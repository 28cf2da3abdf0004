"""What the fields of one schema weigh and how long their lists get: the directives, with defaults filled in."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    IntValueNode,
    NullValueNode,
    ObjectValueNode,
    OperationType,
    ValueNode,
    VariableNode,
    get_named_type,
    is_leaf_type,
    parse_value,
    value_from_ast_untyped,
)

from marketplace.gateway.limits.demand.expression import Expression, Variables, product, total
from marketplace.gateway.operation.selection import INTROSPECTION_FIELDS, TYPENAME, Selection
from marketplace.gateway.supergraph.costs import ListSize
from marketplace.gateway.supergraph.model import Supergraph

MUTATION_COST = 10
OBJECT_WEIGHT = 1
LEAF_WEIGHT = 0


@dataclass(frozen=True, slots=True)
class FieldRule:
    """One field of one object type. `coordinate` is for messages. `weight` is None where it is that of the object
    returned. `lists` counts the list wrappers of its type. `weighted_inputs` are the arguments whose input types have
    weighted fields. `default_sizes` are the schema's defaults of its slicing arguments.
    """

    coordinate: str
    weight: int | None
    lists: int
    list_size: ListSize | None = None
    argument_weights: tuple[tuple[str, int], ...] = ()
    weighted_inputs: tuple[tuple[str, GraphQLInputType], ...] = ()
    default_sizes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Instance:
    """What one object of certain types costs: its weight, and these fields of it."""

    weight: int
    fields: tuple[tuple[Selection, FieldRule], ...]


class CostModel:
    """Of one supergraph. `list_size` is assumed of lists of which the schema says nothing."""

    def __init__(self, supergraph: Supergraph, list_size: int) -> None:
        self.supergraph = supergraph
        self.list_size = list_size
        self._directives = supergraph.costs
        self._rules: dict[tuple[str, str], FieldRule] = {}

    @staticmethod
    def operation_weight(operation_type: OperationType) -> int:
        """Of an operation as a whole."""
        return MUTATION_COST if operation_type is OperationType.MUTATION else 0

    def instances(
        self, type_name: str, selections: tuple[Selection, ...], weight: int | None
    ) -> dict[Instance, list[str]]:
        """The different costs that an object of a type may have, each with the object types that cost so."""
        found: dict[Instance, list[str]] = {}
        for name in sorted(self.supergraph.possible_types[type_name]):
            fields = tuple(
                (selection, self.rule(name, selection.name))
                for selection in selections
                if name in selection.types and selection.name != TYPENAME and selection.name not in INTROSPECTION_FIELDS
            )
            own = self._directives.types.get(name, OBJECT_WEIGHT) if weight is None else weight
            found.setdefault(Instance(own, fields), []).append(name)
        return found

    def rule(self, type_name: str, field_name: str) -> FieldRule:
        """Equal rules are one object, so that types which cost the same are seen to."""
        key = (type_name, field_name)
        if key not in self._rules:
            self._rules[key] = self._find_rule(type_name, field_name)
        return self._rules[key]

    def size(self, selection: Selection, rule: FieldRule, given: Expression | None) -> Expression:
        """How many instances of the field there are; `given` is the size that the parent's @listSize says."""
        if not rule.lists:
            return 1
        if given is None:
            given = self.own_size(selection, rule) if rule.list_size and not rule.list_size.sized_fields else None
        outer = self.list_size if given is None else given
        return product([outer, *[self.list_size] * (rule.lists - 1)])

    def sizes_below(self, selection: Selection, rule: FieldRule) -> Mapping[str, Expression]:
        """The sizes that the field's @listSize says of fields of the returned object."""
        if rule.list_size is None or not rule.list_size.sized_fields:
            return {}
        return dict.fromkeys(rule.list_size.sized_fields, self.own_size(selection, rule))

    def own_size(self, selection: Selection, rule: FieldRule) -> Expression:
        """What the field's @listSize says. A slicing argument that is null or negative counts as not given."""
        size = rule.list_size or ListSize()
        fallback = max(0, self.list_size if size.assumed_size is None else size.assumed_size)
        arguments = arguments_of(selection)
        fixed: list[int] = []
        names: list[str] = []
        for name in size.slicing_arguments:
            match arguments.get(name):
                case VariableNode(name=variable):
                    names.append(variable.value)
                case IntValueNode(value=digits) if int(digits) >= 0:
                    fixed.append(int(digits))
                case _:
                    pass
        if not names:
            return max(fixed or rule.default_sizes, default=fallback)
        return partial(_greatest_given, tuple(names), tuple(fixed), max(rule.default_sizes, default=fallback))

    def argument_cost(self, selection: Selection, rule: FieldRule) -> Expression:
        """The weights of the arguments that are given, and of the input fields inside them."""
        if not rule.argument_weights and not rule.weighted_inputs:
            return 0
        arguments = arguments_of(selection)
        terms: list[Expression] = [weight for name, weight in rule.argument_weights if name in arguments]
        for name, input_type in rule.weighted_inputs:
            if name in arguments:
                terms.append(partial(self._input_cost_of, input_type, arguments[name]))
        return total(terms)

    def _input_cost_of(self, input_type: GraphQLInputType, node: ValueNode, variables: Variables) -> int:
        return self._input_cost(input_type, value_from_ast_untyped(node, dict(variables)))

    def _input_cost(self, input_type: Any, value: Any) -> int:
        while isinstance(input_type, GraphQLNonNull | GraphQLList):
            input_type = input_type.of_type
        if isinstance(value, list):
            return sum(self._input_cost(input_type, each) for each in value)
        if not isinstance(input_type, GraphQLInputObjectType) or not isinstance(value, dict):
            return 0
        cost = 0
        for name, inner in value.items():
            if name in input_type.fields:
                cost += self._directives.input_fields.get((input_type.name, name), 0)
                cost += self._input_cost(input_type.fields[name].type, inner)
        return cost

    def _find_rule(self, type_name: str, field_name: str) -> FieldRule:
        """What an object type does not say of its field, its interfaces may."""
        named = self.supergraph.schema.type_map[type_name]
        if not isinstance(named, GraphQLObjectType | GraphQLInterfaceType) or field_name not in named.fields:
            return FieldRule("", LEAF_WEIGHT, 0)
        places = [(name, field_name) for name in (type_name, *(each.name for each in named.interfaces))]
        directives, definition = self._directives, named.fields[field_name]
        returned = get_named_type(definition.type)
        weight = next((directives.fields[place] for place in places if place in directives.fields), None)
        if weight is None and is_leaf_type(returned):
            weight = directives.types.get(returned.name, LEAF_WEIGHT)
        list_size = next((directives.list_sizes[place] for place in places if place in directives.list_sizes), None)
        slicing = list_size.slicing_arguments if list_size else ()
        defaults = [_default_size(definition.args[name]) for name in slicing if name in definition.args]
        weights = next((directives.arguments[place] for place in places if place in directives.arguments), {})
        inputs = [(name, each.type) for name, each in definition.args.items() if self._is_weighted(each.type)]
        return FieldRule(
            coordinate=f"{type_name}.{field_name}" if list_size and list_size.require_one else "",
            weight=weight,
            lists=_list_depth(definition.type),
            list_size=list_size,
            argument_weights=tuple(weights.items()),
            weighted_inputs=tuple(inputs),
            default_sizes=tuple(size for size in defaults if size is not None),
        )

    def _is_weighted(self, input_type: GraphQLInputType) -> bool:
        """Whether a field of the input type, or of one inside it, has a weight."""
        seen: set[str] = set()
        pending = [get_named_type(input_type)] if self._directives.input_fields else []
        while pending:
            named = pending.pop()
            if not isinstance(named, GraphQLInputObjectType) or named.name in seen:
                continue
            seen.add(named.name)
            if any((named.name, name) in self._directives.input_fields for name in named.fields):
                return True
            pending.extend(get_named_type(each.type) for each in named.fields.values())
        return False


def arguments_of(selection: Selection) -> dict[str, ValueNode]:
    """The arguments that are written, null literals aside."""
    if not selection.arguments:
        return {}
    value = parse_value(f"{{{selection.arguments[1:-1]}}}", no_location=True)
    if not isinstance(value, ObjectValueNode):
        raise TypeError(selection.arguments)
    return {each.name.value: each.value for each in value.fields if not isinstance(each.value, NullValueNode)}


def _greatest_given(names: tuple[str, ...], fixed: tuple[int, ...], fallback: int, variables: Variables) -> int:
    given = [value for name in names if isinstance(value := variables.get(name), int) and value >= 0]
    return max(*given, *fixed) if len(given) + len(fixed) > 1 else (given or fixed or (fallback,))[0]


def _default_size(argument: GraphQLArgument) -> int | None:
    literal = argument.default.literal if argument.default else None
    return max(0, int(literal.value)) if isinstance(literal, IntValueNode) else None


def _list_depth(output: GraphQLOutputType) -> int:
    depth = 0
    inner: Any = output
    while isinstance(inner, GraphQLList | GraphQLNonNull):
        depth += isinstance(inner, GraphQLList)
        inner = inner.of_type
    return depth
