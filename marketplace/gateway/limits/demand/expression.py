"""Sums and products over the values of variables, with everything that is known already folded.

An expression is a number, or a function of the variables. Python's integers do not overflow, so that a cost is
saturated once, at the end (`HIGHEST_COST`): all terms are at least 0.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from typing import Any

Variables = Mapping[str, Any]
OpenExpression = Callable[[Variables], int]
Expression = int | OpenExpression

HIGHEST_COST = 2**53 - 1
"""The greatest integer that every JSON reader keeps (RFC 8259, section 6)."""


def total(terms: Iterable[Expression]) -> Expression:
    """The sum."""
    known, unknown = _apart(terms)
    constant = sum(known)
    match unknown:
        case []:
            return constant
        case [only]:
            return (lambda variables: constant + only(variables)) if constant else only
        case [one, other]:
            return lambda variables: constant + one(variables) + other(variables)
    return lambda variables: constant + sum([term(variables) for term in unknown])


def product(factors: Iterable[Expression]) -> Expression:
    """The factors, multiplied."""
    known, unknown = _apart(factors)
    constant = 1
    for factor in known:
        constant *= factor
    if not constant or not unknown:
        return constant
    variable = reduce(_multiplied, unknown)
    return variable if constant == 1 else lambda variables: constant * variable(variables)


def greatest(expressions: Iterable[Expression]) -> Expression:
    """The greatest, 0 of none."""
    known, unknown = _apart(expressions)
    constant = max(known, default=0)
    distinct = list(dict.fromkeys(unknown))
    if not distinct:
        return constant
    if not constant and len(distinct) == 1:
        return distinct[0]
    return lambda variables: max(constant, *[each(variables) for each in distinct])


def value_of(expression: Expression, variables: Variables) -> int:
    """The value, at most HIGHEST_COST."""
    value = expression if isinstance(expression, int) else expression(variables)
    return min(value, HIGHEST_COST)


def _apart(expressions: Iterable[Expression]) -> tuple[list[int], list[OpenExpression]]:
    known: list[int] = []
    unknown: list[OpenExpression] = []
    for each in expressions:
        if isinstance(each, int):
            known.append(each)
        else:
            unknown.append(each)
    return known, unknown


def _multiplied(one: OpenExpression, other: OpenExpression) -> OpenExpression:
    return lambda variables: one(variables) * other(variables)
