"""The pure parts of carrying out a plan: interpreted at first, compiled once the plan is used again."""

from typing import Any
from weakref import WeakKeyDictionary

from marketplace.gateway.executor.compiled import (
    Complete,
    Gather,
    UnexpectedDataError,
    compile_completion,
    compile_gathering,
)
from marketplace.gateway.executor.complete import Completer
from marketplace.gateway.executor.errors import ErrorCollector
from marketplace.gateway.executor.gathering import Waiting, gather_entities
from marketplace.gateway.plan.nodes import EntityRequest, EntitySource, QueryPlan

INTERPRETED_RUNS = 1
"""Compiling costs about as much as ten interpreted runs, too much for an operation that comes once."""


class Gathered:
    """The representations of one `_entities` list, and who waits for the entity at each index. `contexts` are
    the values of the request's context variables.
    """

    __slots__ = ("contexts", "index_of", "representations", "request", "waiting")

    def __init__(self, request: EntityRequest) -> None:
        self.request = request
        self.contexts: dict[str, Any] | None = None
        self.index_of: dict[Any, int] = {}
        self.representations: list[dict[str, Any]] = []
        self.waiting: list[list[Waiting]] = []


class Program:
    """One plan's program. Compiled and interpreted parts give equal results (property-tested)."""

    def __init__(self, plan: QueryPlan, interpreted_runs: int = INTERPRETED_RUNS) -> None:
        self.shape = plan.shape
        self._runs_left = interpreted_runs
        self._compilable = plan.introspection is None
        self._gathers: dict[EntitySource, Gather] = {}
        self._complete: Complete | None = None

    def begin(self) -> None:
        """Count a run."""
        self._runs_left -= 1

    def gather(self, request: EntityRequest, root: dict[str, Any]) -> Gathered:
        """The entities that the working tree has for the request."""
        if self._runs_left < 0:
            gathered = Gathered(request)
            try:
                for source in request.sources:
                    gather = self._gathers.get(source)
                    if gather is None:
                        gather = self._gathers[source] = compile_gathering(source)
                    gather(root, gathered.index_of, gathered.representations, gathered.waiting)
            except UnexpectedDataError:
                pass
            else:
                return gathered
        gathered = Gathered(request)
        for source in request.sources:
            gather_entities(source, root, gathered.index_of, gathered.representations, gathered.waiting)
        return gathered

    def complete(
        self, root: dict[str, Any], errors: ErrorCollector, introspection: dict[str, Any]
    ) -> dict[str, Any] | None:
        """The `data` of the response."""
        if self._runs_left < 0 and self._compilable:
            try:
                return self.compiled_completion()(root)  # type: ignore[no-any-return]
            except UnexpectedDataError:
                pass
        return Completer(errors, introspection).complete(self.shape, root)

    def compiled_completion(self) -> Complete:
        """The compiled counterpart of the Completer: raises UnexpectedDataError where that has to be asked."""
        if self._complete is None:
            self._complete = compile_completion(self.shape)
        return self._complete


_programs: WeakKeyDictionary[QueryPlan, Program] = WeakKeyDictionary()


def program_of(plan: QueryPlan) -> Program:
    """The plan's program, kept as long as the plan is."""
    program = _programs.get(plan)
    if program is None:
        program = _programs[plan] = Program(plan)
    return program
