"""Part of `random_supergraph`: @override, @shareable, and types that differ between graphs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import strategies as st

from tests.harness.federated_subgraphs import Declared, Subgraph
from tests.harness.federated_world import LEAVES, World

Draw = Callable[[st.SearchStrategy[Any]], Any]


class SharingWriter:
    """Settles who resolves a field that several graphs declare; everything has been declared before."""

    def __init__(
        self, draw: Draw, world: World, graphs: Sequence[Subgraph], entities: Sequence[str], values: Sequence[str]
    ) -> None:
        self._draw = draw
        self._world = world
        self._graphs = graphs
        self._entities = entities
        self._values = values

    def write(self) -> None:
        self._write_overrides()
        self._share()
        self._vary_nullability()
        for graph in self._graphs:
            for name in [n for n, part in graph.parts.items() if not (part.fields or part.members)]:
                del graph.parts[name]

    def _write_overrides(self) -> None:
        for name in self._entities:
            for each, definition in self._world.types[name].fields.items():
                owners = [g for g in self._graphs if name in g.parts and each in g.parts[name].fields]
                others = [g for g in self._graphs if name in g.parts and each not in g.parts[name].fields]
                plain = len(owners) == 1 and owners[0].parts[name].fields[each] == Declared()
                if plain and others and definition.named in LEAVES and self._number(0, 5) == 0:
                    others[0].parts[name].fields[each] = Declared(gone=True)
                    owners[0].parts[name].fields[each].override = others[0].name

    def _share(self) -> None:
        """Fields that several graphs resolve are marked in each of them."""
        for name in self._world.types:
            for each in self._world.types[name].fields:
                parts = [g.parts[name] for g in self._graphs if name in g.parts and each in g.parts[name].fields]
                owners = [part.fields[each] for part in parts if part.fields[each].resolved]
                provided = any(part.fields[each].external for part in parts)
                if len(owners) > 1 or provided:
                    for declared in owners:
                        declared.shareable = declared.shareable or declared.override is None

    def _vary_nullability(self) -> None:
        """A field that is never null, and that only one of its two graphs declares so. Where something below it may
        fail it is not free: the failure would make it null, and what is around it, as the graph asked declares it.
        """
        failing = any(each.failing for type_ in self._world.types.values() for each in type_.fields.values())
        for name in [*self._values, *self._entities]:
            for each, definition in self._world.types[name].fields.items():
                declared = [g.parts[name].fields[each] for g in self._graphs if each in g.part(name).fields]
                free = all(d.resolved and not d.override for d in declared) and not definition.failing
                free = free and (definition.named in LEAVES or not failing)
                if len(declared) > 1 and free and not definition.type.endswith("!") and not self._number(0, 3):
                    in_interface = any(each in t.fields for t in self._world.types.values() if t.kind == "interface")
                    if not in_interface and not definition.type.startswith("["):
                        definition.never_null = True
                        declared[0].type = f"{definition.type}!"

    def _number(self, low: int, high: int) -> int:
        return int(self._draw(st.integers(low, high)))
