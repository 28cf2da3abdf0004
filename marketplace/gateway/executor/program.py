"""The pure parts of carrying out a plan: interpreted at first, compiled once the plan is used again."""

from collections import defaultdict
from collections.abc import Sequence
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
from marketplace.gateway.plan.nodes import EntityRequest, EntitySource, QueryPlan, Segment
from marketplace.gateway.plan.shape import ResponseShape

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
        self._gathers: dict[int, tuple[Gather, ...]] = {}
        self._complete: Complete | None = None
        self._united = united_shapes(plan)

    def begin(self) -> None:
        """Count a run."""
        self._runs_left -= 1

    def gather(self, request: EntityRequest, root: dict[str, Any]) -> Gathered:
        """The entities that the working tree has for the request."""
        if self._runs_left < 0:
            gathered = Gathered(request)
            gathers = self._gathers.get(id(request)) or self._compile_gathers(request)
            try:
                for gather in gathers:
                    gather(root, gathered.index_of, gathered.representations, gathered.waiting)
            except UnexpectedDataError:
                pass
            else:
                return gathered
        gathered = Gathered(request)
        for source in request.sources:
            gather_entities(source, root, gathered.index_of, gathered.representations, gathered.waiting)
        return gathered

    def _compile_gathers(self, request: EntityRequest) -> tuple[Gather, ...]:
        """For a request of the plan, which lives as long as its program."""
        gathers = tuple(compile_gathering(source, unite=may_unite(request, source)) for source in request.sources)
        self._gathers[id(request)] = gathers
        return gathers

    def complete(
        self, root: dict[str, Any], errors: ErrorCollector, introspection: dict[str, Any]
    ) -> dict[str, Any] | None:
        """The `data` of the response."""
        if self._runs_left < 0 and self._compilable:
            try:
                return self.compiled_completion()(root, defaultdict(dict))  # type: ignore[no-any-return]
            except UnexpectedDataError:
                pass
        return Completer(errors, introspection).complete(self.shape, root)

    def compiled_completion(self) -> Complete:
        """The compiled counterpart of the Completer: raises UnexpectedDataError where that has to be asked."""
        if self._complete is None:
            self._complete = compile_completion(self.shape, self._united)
        return self._complete


def may_unite(request: EntityRequest, source: EntitySource) -> bool:
    """Whether equal objects at the source's path may become one. Where answers are not to be shared, neither are the
    objects that get them.
    """
    return bool(source.path) and not request.isolate


def united_shapes(plan: QueryPlan) -> dict[ResponseShape, int]:
    """The shapes, numbered, of objects that may stand at several places of the working tree."""
    sources = [
        source
        for fetch in plan.fetches
        for each in fetch.entities
        for source in each.sources
        if may_unite(each, source)
    ]
    shapes = [shape for source in sources for shape in _shapes_at(plan.shape, source.path)]
    return {shape: number for number, shape in enumerate(dict.fromkeys(shapes))}


def _shapes_at(shape: ResponseShape, path: Sequence[Segment]) -> list[ResponseShape]:
    level = [shape]
    for segment in path:
        fields = (field for above in level for field in above.fields if field.key == segment.key)
        level = [field.child for field in fields if field.child is not None]
    return level


_programs: WeakKeyDictionary[QueryPlan, Program] = WeakKeyDictionary()


def program_of(plan: QueryPlan) -> Program:
    """The plan's program, kept as long as the plan is."""
    program = _programs.get(plan)
    if program is None:
        program = _programs[plan] = Program(plan)
    return program
