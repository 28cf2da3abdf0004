"""From fetch groups to the fetches of the plan: groups that can share a request are merged.

Two groups for one graph that stand at the same depth of the dependency graph go in one request.
Within it, groups with the same selections share one `_entities` list whatever their paths, so that
equal representations are sent once.
"""

from collections.abc import Iterable, Mapping, Sequence

from graphql import OperationType

from marketplace.gateway.operation.operation import Operation
from marketplace.gateway.operation.selection import Selection
from marketplace.gateway.plan.document import entity_document, root_document, with_own_contexts
from marketplace.gateway.plan.nodes import (
    ContextSource,
    EntityRequest,
    EntitySource,
    Fetch,
    Input,
    Inputs,
    Renames,
    Variable,
)
from marketplace.gateway.plan.shape import ResponseShape
from marketplace.gateway.planner.context_variables import ContextVariables, Use, groups_inside_contexts, use_of
from marketplace.gateway.planner.decision import Entry
from marketplace.gateway.planner.fetch_group import FetchGroup
from marketplace.gateway.planner.position import Position, Slot
from marketplace.gateway.planner.print_operation import print_tree, variables_of
from marketplace.gateway.planner.wire_keys import assign_wire_keys


class FetchAssembler:
    """Turns the groups of one operation into fetches; fetch n is made of the groups in `batches[n]`."""

    def __init__(self, operation: Operation, shapes: "ShapeCache") -> None:
        self._operation = operation
        self._shapes = shapes
        self._waits_for: dict[int, frozenset[int]] = {}
        self._contexts = ContextVariables(())
        self._inside_contexts: set[FetchGroup] = set()
        self.batches: tuple[list[FetchGroup], ...] = ()

    def assemble(self, groups: Sequence[FetchGroup]) -> tuple[Fetch, ...]:
        """The fetches, every one after those it depends on."""
        self._contexts = ContextVariables(groups)
        self._inside_contexts = groups_inside_contexts(groups)
        depths: dict[FetchGroup, int] = {}
        for group in groups:
            _depth(group, depths)
        by_kind: dict[tuple[object, ...], list[FetchGroup]] = {}
        for group in sorted(groups, key=depths.__getitem__):
            apart = (group.path,) if group.entry.root else ()
            kind = (depths[group], group.graph.id, group.deferral, group.entry.root, *apart)
            by_kind.setdefault(kind, []).append(group)
        self.batches = tuple(by_kind.values())
        index_of = {group: index for index, batch in enumerate(self.batches) for group in batch}
        return tuple(
            self._root_fetch(index, batch, index_of)
            if batch[0].entry.root
            else self._entity_fetch(index, batch, index_of)
            for index, batch in enumerate(self.batches)
        )

    def _root_fetch(self, index: int, batch: list[FetchGroup], index_of: Mapping[FetchGroup, int]) -> Fetch:
        trees = [group.tree for group in batch]
        renames = assign_wire_keys(trees)
        first = batch[0]
        operation_type = self._operation.type if not first.path else OperationType.QUERY
        return self._fetch(
            index,
            batch,
            index_of,
            operation_type=operation_type,
            entities=(),
            renames=renames,
        )

    def _entity_fetch(self, index: int, batch: list[FetchGroup], index_of: Mapping[FetchGroup, int]) -> Fetch:
        requests: list[list[FetchGroup]] = []
        for group in batch:
            for request in requests:
                if _may_share(request, group):
                    request.append(group)
                    break
            else:
                requests.append([group])
        used = self._operation.variable_types
        variable = "representations"
        while any(name.startswith(variable) for name in used):
            variable += "_"
        entities: list[EntityRequest] = []
        renames: dict[str, tuple[str, Renames | None]] = {}
        for number, request in enumerate(requests):
            alone = len(requests) == 1
            below = assign_wire_keys([group.tree for group in request])
            contexts = self._contexts.of(request[0])
            fragments = {
                group.entry.type.name: f"...on {group.entry.type.name}{print_tree((group.tree,))}" for group in request
            }
            entity_request = EntityRequest(
                None if alone else f"_{number}",
                variable if alone else f"{variable}{number}",
                tuple(self._source(group, contexts) for group in request),
                isolate=_needs_isolation(request) or not self._inside_contexts.isdisjoint(request),
                selection=f"{{{' '.join(fragments.values())}}}",
                variables=self._client_variables(request),
                contexts=tuple(contexts.values()),
            )
            if below:
                renames[entity_request.response_key] = (entity_request.response_key, below)
            entities.append(entity_request if alone else with_own_contexts(entity_request, f"_{number}"))
        return self._fetch(
            index,
            batch,
            index_of,
            operation_type=OperationType.QUERY,
            entities=tuple(entities),
            renames=renames or None,
        )

    def _fetch(
        self,
        index: int,
        batch: list[FetchGroup],
        index_of: Mapping[FetchGroup, int],
        *,
        operation_type: OperationType,
        entities: tuple[EntityRequest, ...],
        renames: Renames | None,
    ) -> Fetch:
        first = batch[0]
        variables = self._client_variables(batch)
        graph_name = first.graph.info.name
        title = None
        if self._operation.name:
            title = f"{self._operation.name}__{''.join(c if c.isalnum() else '_' for c in graph_name)}__{index}"
        if entities:
            document = entity_document(title, entities)
        else:
            document = root_document(operation_type, title, variables, print_tree(group.tree for group in batch))
        return Fetch(
            index=index,
            subgraph=graph_name,
            operation_type=operation_type,
            document=document,
            operation_name=title,
            variables=tuple(variable.name for variable in variables),
            depends_on=self._depends_on(index, batch, index_of),
            entities=entities,
            path=() if entities else first.path,
            shape=self._shapes.of(first.position),
            keys=_top_keys(batch),
            renames=renames,
            contextual=any(request.contexts for request in entities),
        )

    def _client_variables(self, groups: Iterable[FetchGroup]) -> tuple[Variable, ...]:
        names = set[str]().union(*(variables_of(group.tree) for group in groups))
        return tuple(Variable(name, self._operation.variable_types[name]) for name in sorted(names))

    def _depends_on(self, index: int, batch: list[FetchGroup], index_of: Mapping[FetchGroup, int]) -> tuple[int, ...]:
        """The fetches to wait for, without those that one of them waits for itself."""
        direct = {index_of[other] for group in batch for other in group.depends_on}
        behind = frozenset().union(*(self._waits_for[other] for other in direct))
        self._waits_for[index] = behind | direct
        return tuple(sorted(direct - behind))

    def _source(self, group: FetchGroup, contexts: Iterable[Use]) -> EntitySource:
        return EntitySource(
            path=group.path,
            types=group.types,
            typename=group.entry.type.name,
            inputs=_entity_inputs(group),
            shape=self._shapes.of(group.position),
            keys=_top_keys([group]),
            contexts=tuple(_context_sources(group, use) for use in contexts),
        )


class ShapeCache:
    """The response shape of each position, one object for one position."""

    def __init__(self) -> None:
        self._shapes: dict[Position, ResponseShape] = {}

    def of(self, position: Position) -> ResponseShape:
        """The shape of the client's selections at the position."""
        if position not in self._shapes:
            self._shapes[position] = position.response_shape()
        return self._shapes[position]


def _top_keys(groups: Sequence[FetchGroup]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for group in groups for _, key in group.tree.fields))


def _depth(group: FetchGroup, depths: dict[FetchGroup, int]) -> int:
    if group not in depths:
        depths[group] = 1 + max((_depth(other, depths) for other in group.depends_on), default=-1)
    return depths[group]


def _may_share(request: list[FetchGroup], group: FetchGroup) -> bool:
    """Different entity types have fragments of their own; equal types must select the same. An entity that
    was asked for as an interface turns out to be of an object type: that type's fragment would be for it too.
    """
    text = print_tree((group.tree,))
    if {use_of(argument) for argument in group.contexts} != {use_of(argument) for argument in request[0].contexts}:
        return False
    return all(
        print_tree((other.tree,)) == text
        if other.entry.type is group.entry.type
        else not _overlap(other.entry, group.entry)
        for other in request
    )


def _overlap(one: Entry, other: Entry) -> bool:
    if not (one.to_interface or other.to_interface):
        return False
    return not one.type.possible_types.isdisjoint(other.type.possible_types)


def _entity_inputs(group: FetchGroup) -> Inputs:
    """What the representations are made of; their `__typename` is the entry's."""
    fields = _inputs((*group.key, *group.requires), group.position, group.entity_types)
    return Inputs(fields, key_fields=frozenset(selection.name for selection in group.key))


def _inputs(selections: Sequence[Selection], position: Position, types: frozenset[str]) -> tuple[Input, ...]:
    """The selections as inputs, for objects of the types at the position; what several say of one field
    is said once.
    """
    below: dict[tuple[str, str, frozenset[str] | None], tuple[Slot, list[Selection]]] = {}
    for selection in selections:
        slot = position.slot(selection)
        applies_to = None if types <= selection.types else selection.types
        below.setdefault((selection.name, slot.key, applies_to), (slot, []))[1].extend(selection.children or ())
    return tuple(
        Input(name, key, applies_to, _child_inputs(children, slot.child) if slot.child is not None else None)
        for (name, key, applies_to), (slot, children) in below.items()
    )


def _context_sources(group: FetchGroup, use: Use) -> tuple[ContextSource, ...]:
    enclosing = next(found for argument, found in group.contexts.items() if use_of(argument) == use)
    return tuple(
        ContextSource(each.depth, each.types, Inputs(_inputs(each.selections, each.position, each.possible)))
        for each in enclosing
    )


def _child_inputs(selections: Sequence[Selection], position: Position) -> Inputs:
    return Inputs(_inputs(selections, position, position.every_type), typename=position.abstract)


def _needs_isolation(request: Sequence[FetchGroup]) -> bool:
    """Whether one entity's answer may not be shared by all who wait for it: below two of the positions
    one working key means different things.
    """
    positions = list(dict.fromkeys(group.position for group in request))
    return any(not positions[0].agrees_with(other) for other in positions[1:])
