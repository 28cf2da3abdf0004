"""The query plan: fetches with their dependencies, and the shape of the response.

Results of all fetches are merged into one tree of JSON objects, the *working tree*, whose keys are
*working keys*: the client's response keys, and further keys for what only the planner asked for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from graphql import DocumentNode, OperationType

from marketplace.gateway.config.authorization import RefusalPlace
from marketplace.gateway.plan.shape import ResponseShape


@dataclass(frozen=True, slots=True)
class Segment:
    """One step down the working tree: into `key` of every object (lists are passed through) whose
    `__typename` is one of `types`, or of every object when `types` is None.
    """

    key: str
    types: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Input:
    """One field of a representation: read from the working key, sent as `name`; `children` for objects."""

    name: str
    key: str
    types: frozenset[str] | None = None
    children: "Inputs | None" = None


@dataclass(frozen=True, slots=True)
class Inputs:
    """The fields of a representation or of an object inside it. `key_fields` must not be null.

    `typename` says that the object's own `__typename` is sent along (it is abstract to the planner).
    """

    fields: tuple[Input, ...]
    typename: bool = False
    key_fields: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable of a subgraph's operation. `type` is printed, with its default."""

    name: str
    type: str

    @property
    def required(self) -> bool:
        """Whether it may not be null."""
        return self.type.endswith("!")


@dataclass(frozen=True, slots=True)
class ContextSource:
    """An enclosing object, `depth` steps down the path to the entity, that gives a value to a context where
    its `__typename` is in `types` (None: always): the value of the leaf that the `inputs` lead to.
    """

    depth: int
    types: frozenset[str] | None
    inputs: Inputs


@dataclass(frozen=True, slots=True, eq=False)
class EntitySource:
    """Where entities of one fetch come from: the objects at `path` whose `__typename` is in `types`
    (None: all). `typename` is what the subgraph calls the entity.

    `contexts` has for each context variable of the request where its value comes from: the first of the
    sources that is of the right type.
    """

    path: tuple[Segment, ...]
    types: frozenset[str] | None
    typename: str
    inputs: Inputs
    shape: ResponseShape
    keys: tuple[str, ...]
    contexts: tuple[tuple[ContextSource, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class EntityRequest:
    """One `_entities` selection of a fetch. `alias` is None when it is the only one.

    `isolate` says that objects below an entity must not be shared by those who wait for it. `selection` is
    what is selected of the entities, with the client's `variables`. It uses the `contexts`: one list of
    entities has one value of each, so that a fetch asks for as many lists as there are different values.
    """

    alias: str | None
    variable: str
    sources: tuple[EntitySource, ...]
    isolate: bool = False
    selection: str = ""
    variables: tuple[Variable, ...] = ()
    contexts: tuple[Variable, ...] = ()

    @property
    def response_key(self) -> str:
        """The key of the list in the subgraph's answer."""
        return self.alias or "_entities"


class AskedEntities(Protocol):
    """One `_entities` list that a fetch asks for, or a part of it. `contexts` are the values of the request's context
    variables.
    """

    @property
    def request(self) -> EntityRequest: ...
    @property
    def representations(self) -> list[dict[str, Any]]: ...
    @property
    def contexts(self) -> Mapping[str, Any] | None: ...


Renames = Mapping[str, tuple[str, "Renames | None"]]
"""Key in the subgraph's answer -> (working key, renames below), where two of its types disagree on a
field's type so that one of them needs an alias."""


@dataclass(frozen=True, slots=True)
class Fetch:
    """One request to one subgraph.

    A root fetch has no `entities`; its answer is merged at `path` (the root, unless a field returns
    a root type). `depends_on` are indices into `QueryPlan.fetches`; `part` the index of the deferred part
    whose fields it brings, None when some are needed at first.
    """

    index: int
    subgraph: str
    operation_type: OperationType
    document: str
    operation_name: str | None
    variables: tuple[str, ...]
    depends_on: tuple[int, ...]
    entities: tuple[EntityRequest, ...]
    path: tuple[Segment, ...]
    shape: ResponseShape
    keys: tuple[str, ...]
    renames: Renames | None
    part: int | None = None
    contextual: bool = False
    """Whether some of the `entities` have contexts."""


@dataclass(frozen=True, slots=True, eq=False)
class DeferredPart:
    """What one `@defer` delivers: for every object at `path` whose type is in `types` (None: all), the
    fields of `shape`. It can be delivered when `fetches` have ended and its `parent` (an index into
    `QueryPlan.deferred`) has been delivered.
    """

    label: str | None
    path: tuple[Segment, ...]
    types: frozenset[str] | None
    shape: ResponseShape
    fetches: frozenset[int]
    parent: int | None


@dataclass(frozen=True, slots=True, eq=False)
class Refusal:
    """A field that the client may not see: it is null under `response_key` of every object at `path` whose type is in
    `types` (None: all). `part` is the index of the deferred part that it belongs to.
    """

    path: tuple[Segment, ...]
    types: frozenset[str] | None
    response_key: str
    part: int | None = None


@dataclass(frozen=True, eq=False)
class QueryPlan:
    """Everything needed to execute one operation with one setting of its conditions. Holds no values
    of variables, so it is shared between requests. Where parts of the response are
    `deferred`, the first part has `first_shape` and waits for `first_fetches`; `shape` is the whole.
    """

    operation_type: OperationType
    fetches: tuple[Fetch, ...]
    shape: ResponseShape
    introspection: DocumentNode | None
    deferred: tuple[DeferredPart, ...] = ()
    first_shape: ResponseShape | None = None
    first_fetches: frozenset[int] = frozenset()
    refusals: tuple[Refusal, ...] = ()
    refusals_in: RefusalPlace = RefusalPlace.ERRORS
