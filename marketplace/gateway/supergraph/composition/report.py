"""Where the steps of a composition write down what they find."""

from collections.abc import Iterable

from marketplace.gateway.supergraph.composition.codes import ErrorCode, HintCode
from marketplace.gateway.supergraph.composition.results import CompositionError, CompositionHint, SourcePosition


class Report:
    """Errors and hints in the order in which they were found, without repetitions."""

    def __init__(self) -> None:
        self._errors: dict[CompositionError, None] = {}
        self._hints: dict[CompositionHint, None] = {}

    @property
    def errors(self) -> tuple[CompositionError, ...]:
        """All errors so far."""
        return tuple(self._errors)

    @property
    def hints(self) -> tuple[CompositionHint, ...]:
        """All hints so far."""
        return tuple(self._hints)

    def error(
        self,
        code: ErrorCode,
        message: str,
        subgraphs: Iterable[str] = (),
        positions: Iterable[SourcePosition | None] = (),
    ) -> None:
        """Write down a reason why there is no supergraph."""
        known = tuple(position for position in positions if position)
        self._errors.setdefault(CompositionError(code, message, tuple(subgraphs), known))

    def hint(
        self,
        code: HintCode,
        message: str,
        subgraphs: Iterable[str] = (),
        positions: Iterable[SourcePosition | None] = (),
    ) -> None:
        """Write down something worth a look."""
        known = tuple(position for position in positions if position)
        self._hints.setdefault(CompositionHint(code, message, tuple(subgraphs), known))

    def add_errors(self, errors: Iterable[CompositionError]) -> None:
        """Take over errors found elsewhere."""
        for error in errors:
            self._errors.setdefault(error)
