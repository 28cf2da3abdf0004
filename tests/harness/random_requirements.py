"""Part of `random_supergraph`: computed fields with what they require of other graphs, and provided fields."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import strategies as st

from tests.harness.federated_subgraphs import Declared, Subgraph
from tests.harness.federated_world import LEAVES, Field, World

Draw = Callable[[st.SearchStrategy[Any]], Any]


class RequirementWriter:
    """Adds `@requires` and `@provides` to subgraphs that resolve every field already."""

    def __init__(self, draw: Draw, world: World, graphs: Sequence[Subgraph], entities: Sequence[str]) -> None:
        self._draw = draw
        self._world = world
        self._graphs = graphs
        self._entities = entities

    def write(self) -> None:
        for graph in self._graphs:
            for name in [n for n in graph.parts if n in self._entities or graph.parts[n].interface_object]:
                for number in range(self._number(0, 2)):
                    self._require(graph, name, f"r_{graph.name}{number}")
        for graph in self._graphs:
            for name, part in list(graph.parts.items()):
                if self._world.types[name].kind == "interface" and not part.interface_object:
                    continue
                for each, declared in list(part.fields.items()):
                    named = self._world.types[name].fields[each].named
                    if declared == Declared() and named in graph.parts and self._number(0, 2) == 0:
                        declared.provides = self._provide(graph, named)

    def _require(self, graph: Subgraph, name: str, computed: str) -> None:
        parts = []
        for each in list(self._world.types[name].fields):
            declared = graph.parts[name].fields.get(each)
            if (declared is None or declared.external) and self._number(0, 1):
                text = self._requirement(graph, name, each)
                if text is not None:
                    parts.append(text)
        if not parts:
            return
        definition = Field(computed, "String!", computed=" ".join(parts))
        for member in {name, *self._world.members(name)}:
            self._world.types[member].fields[computed] = definition
        graph.parts[name].fields[computed] = Declared(requires=True)

    def _requirement(self, graph: Subgraph, name: str, each: str) -> str | None:
        """The field as part of a field set, declared external in the graph; None when it cannot be required."""
        definition = self._world.types[name].fields[each]
        if definition.failing or not self._is_resolved(name, each):
            return None
        below = ""
        if definition.named not in LEAVES:
            selected = self._below(graph, definition)
            if not selected:
                return None
            below = f" {{ {selected} }}"
        arguments = {"": "", "pick": f"(pick: {self._number(0, 3)})", "options": "(mood: CALM)"}[definition.arguments]
        if definition.arguments and self._number(0, 2) == 0:
            arguments = ""
        if graph.parts[name].fields.get(each) is None:
            graph.parts[name].fields[each] = Declared(external=True)
        return f"{each}{arguments}{below}"

    def _of_value(self, graph: Subgraph, definition: Field, depth: int) -> str:
        if definition.failing or self._number(0, 3) == 0:
            return ""
        if definition.named in LEAVES:
            return definition.name
        below = self._below(graph, definition, depth - 1) if depth else ""
        return f"{definition.name} {{ {below} }}" if below else ""

    def _below(self, graph: Subgraph, definition: Field, depth: int = 2) -> str:
        """Selections on the type of a field, of what the graph has or may call external."""
        target = self._world.types[definition.named]
        if target.name not in graph.parts or target.name.endswith("Part"):
            return ""
        if target.kind == "value":
            return " ".join(text for f in target.fields.values() if (text := self._of_value(graph, f, depth)))
        if target.members:
            known = [m for m in definition.members or target.members if m in self._members(graph, target.name)]
            texts = [(member, self._leaves(graph, member)) for member in known]
            return " ".join(f"... on {member} {{ {text} }}" for member, text in texts if text)
        return self._leaves(graph, target.name)

    def _members(self, graph: Subgraph, name: str) -> tuple[str, ...]:
        if graph.parts[name].interface_object:
            return ()
        return graph.parts[name].members or tuple(n for n, part in graph.parts.items() if name in part.implements)

    def _leaves(self, graph: Subgraph, name: str) -> str:
        """Leaf fields of an object type."""
        type_, part = self._world.types[name], graph.parts[name]
        chosen = []
        for each, definition in type_.fields.items():
            fit = definition.named in LEAVES and not (definition.failing or definition.arguments or definition.computed)
            if fit and self._is_resolved(name, each) and self._number(0, 1):
                if type_.kind != "value" and each not in part.fields:
                    part.fields[each] = Declared(external=True)
                if each in part.fields and not part.fields[each].gone:
                    chosen.append(each)
        return " ".join(chosen)

    def _provide(self, graph: Subgraph, name: str) -> str | None:
        """Leaf fields of the type, or of a member, that other graphs resolve."""
        type_ = self._world.types[name]
        if type_.kind == "value" or graph.parts[name].interface_object:
            return None
        if type_.members:
            parts = [(member, self._externals(graph, member)) for member in self._members(graph, name)]
            return " ".join(f"... on {member} {{ {text} }}" for member, text in parts if text) or None
        return self._externals(graph, name) or None

    def _externals(self, graph: Subgraph, name: str) -> str:
        type_, part = self._world.types[name], graph.parts[name]
        chosen = []
        for each, definition in type_.fields.items():
            declared = part.fields.get(each)
            fit = definition.named in LEAVES and not definition.arguments and self._is_resolved(name, each, plain=True)
            if type_.kind == "entity" and fit and (declared is None or declared.external) and self._number(0, 2) == 0:
                part.fields[each] = Declared(external=True)
                chosen.append(each)
        return " ".join(chosen)

    def _is_resolved(self, name: str, each: str, *, plain: bool = False) -> bool:
        """Whether some graph resolves the field on this very type; `plain`: all of them without requirements."""
        parts = [graph.parts[name].fields.get(each) for graph in self._graphs if name in graph.parts]
        owners = [declared for declared in parts if declared is not None and declared.resolved]
        return bool(owners) and not (plain and any(declared.requires for declared in owners))

    def _number(self, low: int, high: int) -> int:
        return int(self._draw(st.integers(low, high)))
