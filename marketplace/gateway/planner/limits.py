"""How much work one plan may take, so that no operation holds a worker for long."""

from dataclasses import dataclass

from marketplace.gateway.errors import OperationError


@dataclass(frozen=True, slots=True)
class PlannerLimits:
    """`max_decisions` bounds the (selection set, place) pairs considered: about 20 µs each, as a rule. `max_seconds`
    bounds the time that they take.
    """

    max_decisions: int = 50_000
    max_seconds: float = 2.0


class PlanTooComplexError(OperationError):
    """Planning was stopped; the operation would have to be cut into several."""

    code = "PLAN_TOO_COMPLEX"

    def __init__(self) -> None:
        super().__init__("The operation has too many ways to be resolved. Split it into smaller operations.")
