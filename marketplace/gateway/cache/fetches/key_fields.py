"""The key of an entity, out of its representation: what other representations of it, with other requirements, and
whoever invalidates it, say as well.
"""

from collections.abc import Mapping
from typing import Any

from graphql import FieldNode, InlineFragmentNode, SelectionSetNode

from marketplace.gateway.supergraph.model import GraphType

KeyShape = Mapping[str, "KeyShape | None"]
"""The fields of one key; a shape for objects."""


def key_shapes(graph_type: GraphType | None) -> tuple[KeyShape, ...]:
    """The keys of a type in a graph, each once."""
    shapes: list[KeyShape] = []
    for key in graph_type.keys if graph_type else ():
        shape = _shape(key.selection)
        if shape not in shapes:
            shapes.append(shape)
    return tuple(shapes)


def keys_in(shapes: tuple[KeyShape, ...], representation: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Every key that the representation has in full."""
    return [
        {name: _part(representation[name], below) for name, below in shape.items()}
        for shape in shapes
        if all(name in representation for name in shape)
    ]


def _part(value: Any, shape: KeyShape | None) -> Any:
    if shape is None:
        return value
    if isinstance(value, list):
        return [_part(item, shape) for item in value]
    if isinstance(value, Mapping):
        return {name: _part(value.get(name), below) for name, below in shape.items()}
    return value


def _shape(selection: SelectionSetNode) -> KeyShape:
    shape: dict[str, KeyShape | None] = {}
    for selected in selection.selections:
        if isinstance(selected, FieldNode):
            below = selected.selection_set
            shape[selected.name.value] = _shape(below) if below else None
        elif isinstance(selected, InlineFragmentNode):
            shape.update(_shape(selected.selection_set))
    return shape
