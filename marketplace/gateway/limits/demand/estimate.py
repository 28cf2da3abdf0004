"""What an operation may cost at most, as far as its lists are as long as the schema says."""

from collections.abc import Mapping
from dataclasses import dataclass

from graphql import ValueNode, VariableNode

from marketplace.gateway.errors import SlicingArgumentError
from marketplace.gateway.limits.demand.expression import Expression, Variables, greatest, product, total, value_of
from marketplace.gateway.limits.demand.model import CostModel, FieldRule, arguments_of
from marketplace.gateway.operation.operation import Operation
from marketplace.gateway.operation.selection import Selection


@dataclass(frozen=True, slots=True)
class SlicingRequirement:
    """A field whose @listSize wants exactly one slicing argument. `fixed` counts those given as literals,
    `variables` name those that the request decides, `default` says that the schema gives one otherwise.
    """

    coordinate: str
    names: tuple[str, ...]
    fixed: int
    variables: tuple[str, ...]
    default: bool

    def refuse_breach(self, variables: Variables) -> None:
        """Raises SlicingArgumentError."""
        given = self.fixed + sum(variables.get(name) is not None for name in self.variables)
        if given > 1 or (given == 0 and not self.default):
            raise SlicingArgumentError(
                f"{self.coordinate} needs exactly one of the arguments {', '.join(self.names)}, and {given} are given."
            )


@dataclass(frozen=True, slots=True, eq=False)
class CostEstimate:
    """Holds for every request with the same document and conditions."""

    expression: Expression
    requirements: tuple[SlicingRequirement, ...]

    def of(self, variables: Variables) -> int:
        """The cost with these (coerced) variables."""
        return value_of(self.expression, variables)


def compile_estimate(model: CostModel, operation: Operation) -> CostEstimate:
    """Visits every selection once for each different rule that its object types have for it."""
    compiler = EstimateCompiler(model)
    expression = compiler.instance(
        operation.root_type, operation.selections, model.operation_weight(operation.type), {}
    )
    return CostEstimate(expression, tuple(dict.fromkeys(compiler.requirements)))


class EstimateCompiler:
    """Of one schema; `requirements` are those met so far."""

    def __init__(self, model: CostModel) -> None:
        self._model = model
        self.requirements: list[SlicingRequirement] = []

    def instance(
        self,
        type_name: str,
        selections: tuple[Selection, ...],
        weight: int | None,
        sizes: Mapping[str, Expression],
    ) -> Expression:
        """One object: the greatest cost among its possible types. `sizes` are what a field above says of its lists."""
        known: dict[tuple[Selection, FieldRule], Expression] = {}
        alternatives = []
        for instance in self._model.instances(type_name, selections, weight):
            for use in instance.fields:
                if use not in known:
                    known[use] = self._field(*use, sizes.get(use[0].name))
            alternatives.append(total([instance.weight, *(known[use] for use in instance.fields)]))
        return greatest(alternatives)

    def _field(self, selection: Selection, rule: FieldRule, given: Expression | None) -> Expression:
        self._note_requirement(selection, rule)
        if selection.children is None:
            one: Expression = rule.weight or 0
        else:
            below = self._model.sizes_below(selection, rule)
            one = self.instance(selection.type_name, selection.children, rule.weight, below)
        instances = self._model.size(selection, rule, given)
        return total([self._model.argument_cost(selection, rule), product([instances, one])])

    def _note_requirement(self, selection: Selection, rule: FieldRule) -> None:
        if rule.list_size is None or not rule.list_size.require_one:
            return
        names = rule.list_size.slicing_arguments
        arguments = arguments_of(selection)
        given: list[ValueNode] = [arguments[name] for name in names if name in arguments]
        variables = tuple(node.name.value for node in given if isinstance(node, VariableNode))
        fixed = len(given) - len(variables)
        if fixed == 1 and not variables:
            return
        self.requirements.append(
            SlicingRequirement(rule.coordinate, names, fixed, variables, default=bool(rule.default_sizes))
        )
