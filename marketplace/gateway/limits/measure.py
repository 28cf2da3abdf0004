"""Cheap counters on a parsed document, with its fragments expanded but never actually expanded.

Each selection set is walked once; fragments are then added up in the order of their dependencies,
so a document whose expansion has 2^500 fields is measured in microseconds.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from marketplace.gateway.errors import OperationInvalidError

INTROSPECTION_ROOTS = frozenset({"__schema", "__type"})


@dataclass(frozen=True, slots=True)
class DocumentSize:
    """The largest of a document's operations in each measure, with fragments expanded. A fragment
    that no operation uses counts like an operation.

    `depth` leaves out what stands below `__schema` and `__type`; that is `introspection_depth`.
    """

    depth: int = 0
    introspection_depth: int = 0
    root_fields: int = 0
    fields: int = 0
    aliases: int = 0
    directives: int = 0
    selections: int = 0

    @property
    def asks_for_schema(self) -> bool:
        """Whether any part of the document selects `__schema` or `__type`."""
        return self.introspection_depth > 0

    def widest(self, other: "DocumentSize") -> "DocumentSize":
        """The larger value in each measure."""
        return DocumentSize(
            depth=max(self.depth, other.depth),
            introspection_depth=max(self.introspection_depth, other.introspection_depth),
            root_fields=max(self.root_fields, other.root_fields),
            fields=max(self.fields, other.fields),
            aliases=max(self.aliases, other.aliases),
            directives=max(self.directives, other.directives),
            selections=max(self.selections, other.selections),
        )


@dataclass(frozen=True, slots=True)
class _Spread:
    """A fragment spread below `depth` fields of its operation or fragment."""

    name: str
    depth: int
    introspective: bool


@dataclass(slots=True)
class _Shape:
    """What a definition holds itself, and the fragments that it spreads."""

    size: DocumentSize
    spreads: list[_Spread] = field(default_factory=list)


def measure_document(document: DocumentNode) -> DocumentSize:
    """The document's size.

    Raises OperationInvalidError for fragments that contain themselves: their expansion has no size.
    """
    shapes: dict[str, _Shape] = {}
    operations: list[_Shape] = []
    for definition in document.definitions:
        if isinstance(definition, FragmentDefinitionNode):
            shapes[definition.name.value] = _shape(definition)
        elif isinstance(definition, OperationDefinitionNode):
            operations.append(_shape(definition))
    expanded: dict[str, DocumentSize] = {}
    for name in _in_dependency_order(shapes):
        expanded[name] = _expand(shapes[name], expanded)
    total = DocumentSize()
    for operation in operations:
        total = total.widest(_expand(operation, expanded))
    for name in shapes.keys() - _reached(operations, shapes):
        total = total.widest(replace(expanded[name], root_fields=0))
    return total


def _reached(operations: Iterable[_Shape], shapes: Mapping[str, _Shape]) -> set[str]:
    """Names of the fragments that some operation uses. The others are a breach that validation
    finds, after having visited them.
    """
    reached: set[str] = set()
    pending = [spread.name for operation in operations for spread in operation.spreads]
    while pending:
        name = pending.pop()
        if name in shapes and name not in reached:
            reached.add(name)
            pending.extend(spread.name for spread in shapes[name].spreads)
    return reached


def _shape(definition: OperationDefinitionNode | FragmentDefinitionNode) -> _Shape:
    fields = aliases = selections = deepest = deepest_introspection = root_fields = 0
    directives = len(definition.directives or ())
    spreads: list[_Spread] = []
    pending: list[tuple[SelectionSetNode, int, bool]] = [(definition.selection_set, 0, False)]
    while pending:
        selection_set, depth, introspective = pending.pop()
        for selection in selection_set.selections:
            selections += 1
            directives += len(selection.directives or ())
            match selection:
                case FieldNode(name=name, alias=alias, selection_set=below):
                    fields += 1
                    aliases += alias is not None
                    root_fields += depth == 0
                    inside = introspective or name.value in INTROSPECTION_ROOTS
                    if inside:
                        deepest_introspection = max(deepest_introspection, depth + 1)
                    else:
                        deepest = max(deepest, depth + 1)
                    if below is not None:
                        pending.append((below, depth + 1, inside))
                case InlineFragmentNode(selection_set=below):
                    pending.append((below, depth, introspective))
                case FragmentSpreadNode(name=name):
                    spreads.append(_Spread(name.value, depth, introspective))
    size = DocumentSize(
        depth=deepest,
        introspection_depth=deepest_introspection,
        root_fields=root_fields,
        fields=fields,
        aliases=aliases,
        directives=directives,
        selections=selections,
    )
    return _Shape(size, spreads)


def _expand(shape: _Shape, expanded: Mapping[str, DocumentSize]) -> DocumentSize:
    total = shape.size
    for spread in shape.spreads:
        inner = expanded.get(spread.name, DocumentSize())
        deepest = spread.depth + inner.depth if inner.depth else 0
        introspection = spread.depth + inner.introspection_depth if inner.asks_for_schema else 0
        if spread.introspective:
            deepest, introspection = 0, max(deepest, introspection)
        total = replace(
            total,
            depth=max(total.depth, deepest),
            introspection_depth=max(total.introspection_depth, introspection),
            root_fields=total.root_fields + (inner.root_fields if spread.depth == 0 else 0),
            fields=total.fields + inner.fields,
            aliases=total.aliases + inner.aliases,
            directives=total.directives + inner.directives,
            selections=total.selections + inner.selections,
        )
    return total


def _in_dependency_order(shapes: Mapping[str, _Shape]) -> Iterable[str]:
    """Fragment names, each after those that it spreads; without recursion, however long the chain.

    A fragment is open while those that it spreads are being ordered: meeting an open one again is
    a cycle.
    """
    opened: set[str] = set()
    done: dict[str, None] = {}
    for start in shapes:
        pending = [start]
        while pending:
            name = pending[-1]
            if name in done or name not in shapes:
                pending.pop()
            elif name in opened:
                done[name] = None
                opened.discard(name)
                pending.pop()
            else:
                opened.add(name)
                needed = {spread.name for spread in shapes[name].spreads}
                if not needed.isdisjoint(opened):
                    raise _contains_itself(min(needed & opened))
                pending.extend(sorted(needed))
    return done


def _contains_itself(name: str) -> OperationInvalidError:
    return OperationInvalidError([{"message": f"Cannot spread fragment '{name}' within itself."}])
