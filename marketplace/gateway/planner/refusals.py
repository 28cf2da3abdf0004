"""Where in the working tree the fields stand that are withheld from the client."""

from collections.abc import Iterable, Mapping

from marketplace.gateway.operation.access import WithheldField
from marketplace.gateway.operation.selection import Deferral
from marketplace.gateway.plan.nodes import Refusal
from marketplace.gateway.planner.position import Position


def refusals_of(
    withheld: Iterable[WithheldField], root: Position, part_of: Mapping[Deferral, int]
) -> tuple[Refusal, ...]:
    """The refusals that the client is told of, in document order."""
    return tuple(_refusal(field, root, part_of) for field in withheld)


def _refusal(field: WithheldField, root: Position, part_of: Mapping[Deferral, int]) -> Refusal:
    path, position = root.at(field.path)
    return Refusal(
        path=path,
        types=None if position.every_type <= field.types else field.types,
        response_key=field.response_key,
        part=part_of.get(field.deferral) if field.deferral is not None else None,
    )
