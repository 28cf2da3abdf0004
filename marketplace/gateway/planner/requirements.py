"""When requirements fit in one representation, which has one value for each field name."""

from collections.abc import Iterable

from marketplace.gateway.operation.selection import Selection


def fit_together(some: Iterable[Selection], others: Iterable[Selection]) -> bool:
    """Whether no field is asked with different arguments for one object, at any depth."""
    others = tuple(others)
    return all(_agree(one, other) for one in some for other in others if one.name == other.name)


def _agree(one: Selection, other: Selection) -> bool:
    if one is other or one.types.isdisjoint(other.types):
        return True
    return one.arguments == other.arguments and fit_together(one.children or (), other.children or ())
