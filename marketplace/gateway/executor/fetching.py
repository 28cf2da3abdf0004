"""Carries one fetch of a plan out: ask the subgraph, merge its answer, report what failed."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson
from graphql import OperationType

from marketplace.gateway.context import RequestContext
from marketplace.gateway.errors import SubgraphError, SubgraphMalformedResponseError, SubgraphUnreachableError
from marketplace.gateway.executor.contexts import gather_with_contexts
from marketplace.gateway.executor.errors import MAX_ERRORS_PER_FETCH, ErrorCollector, client_path, lost_fields
from marketplace.gateway.executor.merge import clone, merge_object, rename_keys, rename_path
from marketplace.gateway.executor.program import Gathered, Program
from marketplace.gateway.executor.targets import ResponsePath, find_target_paths, find_targets, type_of
from marketplace.gateway.plan.nodes import AskedEntities, EntitySource, Fetch
from marketplace.gateway.ports import SubgraphRequest, SubgraphResponse, Transport


class Fetcher:
    """Fetches into the working tree of one request. `errors` has a collector for each part of the response
    (see `Fetch.part`).
    """

    def __init__(
        self,
        variables: Mapping[str, Any],
        context: RequestContext,
        transports: Mapping[str, Transport],
        program: Program,
        errors: Mapping[int | None, ErrorCollector],
    ) -> None:
        self.root: dict[str, Any] = {}
        self._variables = variables
        self._context = context
        self._transports = transports
        self._program = program
        self._shape = program.shape
        self._errors = errors

    async def run(self, fetch: Fetch) -> None:
        """Carry the fetch out; whatever the subgraph does wrong ends up in the errors."""
        if fetch.contextual:
            fetch, asked = gather_with_contexts(fetch, self._program, self.root)
        else:
            asked = [self._program.gather(request, self.root) for request in fetch.entities]
        if (asked or fetch.contextual) and not any(a.representations for a in asked):
            return
        kept = self._context.answers
        try:
            if kept is None:
                response = await self._transport(fetch).send(self.request(fetch, asked))
                if self._context.receiver is not None:
                    self._context.receiver.note(fetch.subgraph, response.headers)
                answer = self._read(fetch, response)
            else:
                answer = await kept.answer(fetch, asked, self._variables, self._ask)
        except SubgraphError as failure:
            self._errors[fetch.part].add_failure(failure, self._lost_paths(fetch, asked))
            return
        self.merge(fetch, asked, answer)

    async def _ask(self, fetch: Fetch, asked: Sequence[AskedEntities]) -> tuple[dict[str, Any], Mapping[str, str]]:
        response = await self._transport(fetch).send(self.request(fetch, asked))
        if self._context.receiver is not None:
            self._context.receiver.note(fetch.subgraph, response.headers)
        return self._read(fetch, response), response.headers

    def _read(self, fetch: Fetch, response: SubgraphResponse) -> dict[str, Any]:
        try:
            return read_answer(fetch, response)
        except SubgraphMalformedResponseError:
            self._note_erroneous_answer(fetch)
            raise

    def _transport(self, fetch: Fetch) -> Transport:
        transport = self._transports.get(fetch.subgraph)
        if transport is None:
            raise SubgraphUnreachableError(fetch.subgraph, "no address is configured for it.")
        return transport

    def request(self, fetch: Fetch, asked: Sequence[AskedEntities] = ()) -> SubgraphRequest:
        """The request that asks the subgraph."""
        variables = {name: self._variables[name] for name in fetch.variables if name in self._variables}
        for a in asked:
            variables[a.request.variable] = a.representations
            if a.contexts is not None:
                variables.update(a.contexts)
        payload: dict[str, Any] = {"query": fetch.document}
        if variables:
            payload["variables"] = variables
        if fetch.operation_name:
            payload["operationName"] = fetch.operation_name
        return SubgraphRequest(
            subgraph=fetch.subgraph,
            body=orjson.dumps(payload),
            headers=self._context.headers_for(fetch.subgraph),
            deadline=self._context.deadline,
            repeatable=fetch.operation_type is OperationType.QUERY,
            report=self._context.report,
        )

    def merge(self, fetch: Fetch, asked: list[Gathered], answer: dict[str, Any]) -> None:
        """Put a subgraph's answer into the working tree and its errors into the client's paths."""
        data = answer.get("data")
        if data is not None and not isinstance(data, dict):
            failure = SubgraphMalformedResponseError(fetch.subgraph, "gave data that is not an object.")
            self._errors[fetch.part].add_failure(failure, self._lost_paths(fetch, asked))
            self._note_erroneous_answer(fetch)
            return
        errors = answer.get("errors")
        if isinstance(errors, list):
            self._add_errors(fetch, asked, errors[:MAX_ERRORS_PER_FETCH])
        if data is None:
            return
        if fetch.renames:
            data = rename_keys(data, fetch.renames)
        if not asked:
            for number, target in enumerate(find_targets(self.root, fetch.path, None)):
                merge_object(target, clone(data) if number else data)
        for a in asked:
            self._merge_entities(fetch, a, data.get(a.request.response_key))

    def _add_errors(self, fetch: Fetch, asked: list[Gathered], errors: list[Any]) -> None:
        at_fault = [
            self._errors[fetch.part].add_subgraph_error(fetch.subgraph, error, self._error_paths(fetch, asked, error))
            for error in errors
            if isinstance(error, Mapping)
        ]
        if any(at_fault):
            self._note_erroneous_answer(fetch)

    def _note_erroneous_answer(self, fetch: Fetch) -> None:
        if self._context.report is not None:
            self._context.report.note_erroneous_answer(fetch.index, fetch.subgraph)

    def _merge_entities(self, fetch: Fetch, asked: Gathered, entities: Any) -> None:
        if entities is None:
            return
        if not isinstance(entities, list) or len(entities) != len(asked.representations):
            failure = SubgraphMalformedResponseError(
                fetch.subgraph, "gave another number of entities than it was asked for."
            )
            self._errors[fetch.part].add_failure(failure, self._lost_paths(fetch, [asked]))
            self._note_erroneous_answer(fetch)
            return
        for entity, waiting in zip(entities, asked.waiting, strict=True):
            if isinstance(entity, dict):
                for number, (_, target) in enumerate(waiting):
                    merge_object(target, clone(entity) if number and asked.request.isolate else entity)

    def _error_paths(self, fetch: Fetch, asked: list[Gathered], error: Mapping[str, Any]) -> Iterator[ResponsePath]:
        path = error.get("path")
        if not isinstance(path, list) or not path:
            yield from self._lost_paths(fetch, asked)
            return
        path = rename_path(path, fetch.renames)
        if not asked:
            for place in find_target_paths(self.root, fetch.path, None, self._shape):
                yield (*place, *client_path(fetch.shape, path))
            return
        for a in asked:
            if path[0] != a.request.response_key:
                continue
            index = path[1] if len(path) > 1 else None
            if isinstance(index, int) and 0 <= index < len(a.waiting):
                for source, target in a.waiting[index]:
                    for place in self._places(source, target):
                        yield (*place, *client_path(source.shape, path[2:]))
            else:
                yield from self._lost_paths(fetch, [a])

    def _places(self, source: EntitySource, target: dict[str, Any]) -> Iterator[ResponsePath]:
        """Every path at which the target stands: objects that got something from one entity share it."""
        targets = find_targets(self.root, source.path, source.types)
        paths = find_target_paths(self.root, source.path, source.types, self._shape)
        return (path for found, path in zip(targets, paths, strict=True) if found is target)

    def _lost_paths(self, fetch: Fetch, asked: list[Gathered]) -> Iterator[ResponsePath]:
        """The client's fields that the fetch was to fill; the entity itself where it asked for none."""
        if not fetch.entities:
            for path in find_target_paths(self.root, fetch.path, None, self._shape):
                for key in lost_fields(fetch.shape, fetch.keys, None):
                    yield (*path, key)
            return
        for a in asked:
            for waiting in a.waiting:
                for source, target in waiting:
                    lost = lost_fields(source.shape, source.keys, type_of(target))
                    for path in self._places(source, target):
                        for key in lost:
                            yield (*path, key)
                        if not lost:
                            yield path


def read_answer(fetch: Fetch, response: SubgraphResponse) -> dict[str, Any]:
    """The GraphQL response in a subgraph's answer; raises SubgraphMalformedResponseError."""
    try:
        answer = orjson.loads(response.body)
    except orjson.JSONDecodeError as error:
        raise SubgraphMalformedResponseError(
            fetch.subgraph, f"answered {response.status} with a body that is not JSON."
        ) from error
    if not isinstance(answer, dict) or not ("data" in answer or answer.get("errors")):
        raise SubgraphMalformedResponseError(
            fetch.subgraph, f"answered {response.status} without data or errors: not a GraphQL response."
        )
    return answer
