"""The `errors` of a response: collected while subgraphs answer, in the client's paths.

A failure is reported once for every field of the client that it took away, up to a limit per fetch.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from marketplace.gateway.context import RequestContext
from marketplace.gateway.errors import MASKED_SUBGRAPH_MESSAGE, SubgraphError
from marketplace.gateway.executor.targets import ResponsePath
from marketplace.gateway.plan.shape import ResponseShape
from marketplace.gateway.report import UNKNOWN

MAX_ERRORS_PER_FETCH = 100
log = logging.getLogger(__name__)


class ErrorCollector:
    """Errors of one request, masked as its client may read them."""

    def __init__(self, context: RequestContext) -> None:
        self._context = context
        self.errors: list[dict[str, Any]] = []
        self.explained = False
        """Whether a null at the root is explained by errors that are added later."""
        self._paths: set[ResponsePath] = set()
        self._known: set[tuple[ResponsePath, str]] = set()

    def has_error_at_or_below(self, path: ResponsePath) -> bool:
        """Whether a null at the path is explained already."""
        return any(known[: len(path)] == path for known in self._paths)

    def add(self, message: str, code: str, path: ResponsePath) -> None:
        """An error found by the gateway itself in what subgraphs gave."""
        self._blame(UNKNOWN)
        self._append({"message": message, "path": list(path), "extensions": {"code": code}}, path)

    def add_failure(self, failure: SubgraphError, paths: Iterable[ResponsePath]) -> None:
        """A fetch that gave nothing, for all the client's fields that it was to fill."""
        log.warning("fetch failed: %.500s", failure.message)
        self._blame(failure.subgraph)
        if self._context.may_see_subgraph_errors:
            message, extensions = failure.message, {"code": failure.code, "subgraph": failure.subgraph}
        else:
            message, extensions = failure.public_message, {"code": failure.public_code}
        for path in _bounded(paths):
            self._append({"message": message, "path": list(path), "extensions": extensions}, path)

    def add_subgraph_error(self, subgraph: str, error: Mapping[str, Any], paths: Iterable[ResponsePath]) -> bool:
        """An entry of a subgraph's own `errors`, at the client's paths that it concerns. Whether the fault is the
        subgraph's.
        """
        given = error.get("extensions")
        extensions: dict[str, Any] = dict(given) if isinstance(given, Mapping) else {}
        message = str(error.get("message", "The subgraph gave an error without a message."))
        code = extensions.get("code")
        public = isinstance(code, str) and code in self._context.public_error_codes
        if not public:
            self._blame(subgraph)
        if self._context.may_see_subgraph_errors:
            extensions = {"code": SubgraphError.code, **extensions, "subgraph": subgraph}
        elif public:
            extensions = {"code": code}
        else:
            log.warning("subgraph %r answered with an error: %.500s", subgraph, message)
            message, extensions = MASKED_SUBGRAPH_MESSAGE, {"code": SubgraphError.code}
        for path in _bounded(paths):
            self._append({"message": message, "path": list(path), "extensions": extensions}, path)
        return not public

    def _blame(self, culprit: str) -> None:
        if self._context.report is not None:
            self._context.report.blame(culprit)

    def _append(self, entry: dict[str, Any], path: ResponsePath) -> None:
        if path:
            if (path, entry["message"]) in self._known:
                return
            self._known.add((path, entry["message"]))
        self._paths.add(path)
        if not path:
            del entry["path"]
        self.errors.append(entry)


def _bounded(paths: Iterable[ResponsePath]) -> Iterable[ResponsePath]:
    for number, path in enumerate(paths):
        if number == MAX_ERRORS_PER_FETCH:
            return
        yield path


def client_path(shape: ResponseShape | None, keys: Sequence[Any]) -> ResponsePath:
    """A path of working keys below a shape as the client's path; it ends where only the planner asked."""
    path: list[str | int] = []
    for key in keys:
        if isinstance(key, int):
            path.append(key)
            continue
        field = shape.by_key(key) if shape else None
        if field is None:
            break
        path.append(field.response_key)
        shape = field.child
    return tuple(path)


def lost_fields(shape: ResponseShape, keys: Sequence[str], typename: Any) -> list[str]:
    """Response keys of the client's fields among the working keys, for an object of the type."""
    wanted = set(keys)
    return [
        field.response_key
        for field in shape.fields
        if field.key in wanted and (typename is None or not shape.abstract or typename in field.types)
    ]
