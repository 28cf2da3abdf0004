"""What an operation did cost, counted in its response: the objects that are there instead of those that might be.

Where all objects of a list cost the same they are counted, not visited.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from marketplace.gateway.limits.demand.expression import HIGHEST_COST, Expression, Variables, total
from marketplace.gateway.limits.demand.model import CostModel, FieldRule, Instance
from marketplace.gateway.operation.operation import Operation
from marketplace.gateway.operation.selection import TYPENAME, Selection

ActualCost = Callable[[Any, Variables], int]
"""From the response's `data` and the variables to the cost."""
Weigh = int | ActualCost
"""The cost of a value that is not null: always the same, or to be found in it."""


def compile_actual(model: CostModel, operation: Operation) -> ActualCost:
    """A function of the response's `data`, which is as the operation's types say; None costs nothing."""
    weigh = _Compiler(model).instance(operation.root_type, operation.selections, model.operation_weight(operation.type))
    return partial(_whole, weigh)


def _whole(weigh: Weigh, data: Any, variables: Variables) -> int:
    if data is None:
        return 0
    return min(HIGHEST_COST, weigh if isinstance(weigh, int) else weigh(data, variables))


class _Compiler:
    def __init__(self, model: CostModel) -> None:
        self._model = model

    def instance(self, type_name: str, selections: tuple[Selection, ...], weight: int | None) -> Weigh:
        instances = self._model.instances(type_name, selections, weight)
        known: dict[tuple[Selection, FieldRule], Weigh] = {}
        weighed = {instance: self._object(instance, known) for instance in instances}
        if len(weighed) == 1:
            return next(iter(weighed.values()))
        if not weighed:
            return 0
        by_type = {name: weighed[instance] for instance, names in instances.items() for name in names}
        typename = next((s.response_key for s in selections if s.name == TYPENAME and s.types >= set(by_type)), None)
        return partial(_abstract, typename, by_type, list(weighed.values()))

    def _object(self, instance: Instance, known: dict[tuple[Selection, FieldRule], Weigh]) -> Weigh:
        fixed: list[Expression] = [instance.weight]
        counted: list[tuple[str, Weigh]] = []
        for selection, rule in instance.fields:
            use = (selection, rule)
            if use not in known:
                known[use] = self._value(selection, rule)
            fixed.append(self._model.argument_cost(selection, rule))
            if known[use] != 0:
                counted.append((selection.response_key, known[use]))
        base = total(fixed)
        if isinstance(base, int):
            return partial(_object, base, counted) if counted else base
        return partial(_object_with_arguments, base, counted)

    def _value(self, selection: Selection, rule: FieldRule) -> Weigh:
        if selection.children is None:
            weigh: Weigh = rule.weight or 0
        else:
            weigh = self.instance(selection.type_name, selection.children, rule.weight)
        for _ in range(rule.lists):
            weigh = weigh if weigh == 0 else partial(_alike, weigh) if isinstance(weigh, int) else partial(_each, weigh)
        return weigh


def _object(base: int, counted: list[tuple[str, Weigh]], value: Any, variables: Variables) -> int:
    cost = base
    for key, weigh in counted:
        inner = value.get(key)
        if inner is not None:
            cost += weigh if isinstance(weigh, int) else weigh(inner, variables)
    return cost


def _object_with_arguments(
    base: Callable[[Variables], int], counted: list[tuple[str, Weigh]], value: Any, variables: Variables
) -> int:
    return _object(base(variables), counted, value, variables)


def _alike(weight: int, values: Any, _variables: Variables) -> int:
    there: int = len(values) - values.count(None)
    return weight * there


def _each(weigh: ActualCost, values: Any, variables: Variables) -> int:
    return sum([weigh(value, variables) for value in values if value is not None])


def _abstract(
    typename: str | None, by_type: dict[str, Weigh], alternatives: list[Weigh], value: Any, variables: Variables
) -> int:
    """By the object's type; where the client did not ask for it, the most that its fields can have cost."""
    known = by_type.get(value.get(typename)) if typename else None
    if known is not None:
        return known if isinstance(known, int) else known(value, variables)
    return max(each if isinstance(each, int) else each(value, variables) for each in alternatives)
