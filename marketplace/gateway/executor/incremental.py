"""Executes plans with deferred parts (incremental delivery, draft of 2022-08-24: every later payload
has entries of `data`, `path` and `label`).
"""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from marketplace.gateway.config.authorization import RefusalPlace
from marketplace.gateway.context import RequestContext
from marketplace.gateway.executor.complete import Completer
from marketplace.gateway.executor.errors import ErrorCollector
from marketplace.gateway.executor.executor import PlanResult, introspect
from marketplace.gateway.executor.fetching import Fetcher
from marketplace.gateway.executor.merge import merge_object
from marketplace.gateway.executor.program import program_of
from marketplace.gateway.executor.refusals import refusal_entries
from marketplace.gateway.executor.targets import ResponsePath, find_target_paths, find_targets
from marketplace.gateway.plan.nodes import DeferredPart, Fetch, QueryPlan
from marketplace.gateway.ports import Transport


@dataclass(frozen=True, slots=True)
class IncrementalResult:
    """A later payload: entries `{"data", "path", "label"?, "errors"?}`, and whether more will follow."""

    entries: list[dict[str, Any]]
    has_next: bool


async def execute_incrementally(
    plan: QueryPlan,
    variables: Mapping[str, Any],
    context: RequestContext,
    transports: Mapping[str, Transport],
) -> AsyncGenerator[PlanResult | IncrementalResult, None]:
    """First the part that is not deferred, then every other as soon as its fetches have ended. Closing
    the iterator cancels what is still being fetched.
    """
    async with aclosing(_FetchRun(plan, variables, context, transports)) as run:
        await run.wait_for(plan.first_fetches)
        first = run.first_result(variables)
        yield first
        delivered: set[int] = set()
        while len(delivered) < len(plan.deferred):
            ready = await run.next_parts(delivered)
            delivered.update(ready)
            entries = [entry for index in ready for entry in run.entries(index, first.data)]
            yield IncrementalResult(entries, has_next=len(delivered) < len(plan.deferred))


class _FetchRun:
    """All fetches of one request under way, and the parts of the response that they have made possible."""

    def __init__(
        self,
        plan: QueryPlan,
        variables: Mapping[str, Any],
        context: RequestContext,
        transports: Mapping[str, Transport],
    ) -> None:
        self._plan = plan
        parts: list[int | None] = [None, *range(len(plan.deferred))]
        self._errors = {part: ErrorCollector(context) for part in parts}
        self._fetcher = Fetcher(variables, context, transports, program_of(plan), self._errors)
        self._ended: set[int] = set()
        self._progress = asyncio.Condition()
        self._tasks = [asyncio.create_task(self._run(fetch)) for fetch in plan.fetches]

    async def _run(self, fetch: Fetch) -> None:
        await self.wait_for(frozenset(fetch.depends_on))
        await self._fetcher.run(fetch)
        async with self._progress:
            self._ended.add(fetch.index)
            self._progress.notify_all()

    async def wait_for(self, fetches: frozenset[int]) -> None:
        """Until all of the fetches have ended."""
        async with self._progress:
            await self._progress.wait_for(lambda: fetches <= self._ended)

    async def next_parts(self, delivered: set[int]) -> list[int]:
        """The parts, at least one, that can be delivered now."""
        async with self._progress:
            await self._progress.wait_for(lambda: self._ready(delivered))
            return self._ready(delivered)

    def _ready(self, delivered: set[int]) -> list[int]:
        return [
            index
            for index, part in enumerate(self._plan.deferred)
            if index not in delivered
            and part.fetches <= self._ended
            and (part.parent is None or part.parent in delivered)
        ]

    def first_result(self, variables: Mapping[str, Any]) -> PlanResult:
        """The part of the response that is not deferred."""
        plan, errors = self._plan, self._errors[None]
        introspection = introspect(plan.shape.schema, plan.introspection, variables) if plan.introspection else {}
        refused = refusal_entries(plan, self._fetcher.root)
        told = plan.refusals_in is RefusalPlace.ERRORS and bool(refused)
        errors.explained = told
        data = Completer(errors, introspection).complete(plan.first_shape or plan.shape, self._fetcher.root)
        if told:
            return PlanResult(data, [*errors.errors, *refused])
        return PlanResult(data, errors.errors, refused if plan.refusals_in is RefusalPlace.EXTENSIONS else ())

    def entries(self, index: int, data: dict[str, Any] | None) -> list[dict[str, Any]]:
        """What the part delivers for each of its objects that the client has. `data` is all that was
        delivered, and is added to.
        """
        part, errors = self._plan.deferred[index], self._errors[index]
        targets = find_targets(self._fetcher.root, part.path, part.types)
        paths = find_target_paths(self._fetcher.root, part.path, part.types, self._plan.shape)
        entries = []
        for target, path in zip(targets, paths, strict=True):
            known = _at(data, path)
            if isinstance(known, dict):
                entries.append(_entry(part, path, Completer(errors, {}).complete_part(part.shape, target, path)))
                if entries[-1]["data"] is not None:
                    merge_object(known, entries[-1]["data"])
        if entries:
            self._tell(entries[-1], index, errors.errors)
        return entries

    def _tell(self, entry: dict[str, Any], index: int, errors: list[dict[str, Any]]) -> None:
        """The errors of a part stand in its last entry."""
        refused = refusal_entries(self._plan, self._fetcher.root, index)
        if refused and self._plan.refusals_in is RefusalPlace.ERRORS:
            errors = [*errors, *refused]
        elif refused and self._plan.refusals_in is RefusalPlace.EXTENSIONS:
            entry["extensions"] = {"authorizationErrors": refused}
        if errors:
            entry["errors"] = errors

    async def aclose(self) -> None:
        """Cancel what is under way; raises what a fetch raised."""
        for task in self._tasks:
            task.cancel()
        for outcome in await asyncio.gather(*self._tasks, return_exceptions=True):
            if isinstance(outcome, Exception):
                raise outcome


def _entry(part: DeferredPart, path: ResponsePath, data: dict[str, Any] | None) -> dict[str, Any]:
    entry: dict[str, Any] = {"data": data, "path": list(path)}
    if part.label is not None:
        entry["label"] = part.label
    return entry


def _at(data: Any, path: ResponsePath) -> Any:
    """The value at the path of delivered data, None when a null stands in the way."""
    for key in path:
        if data is None:
            return None
        data = data[key]
    return data
