"""Hypothesis strategy: a world and subgraphs that together resolve all of it.

Drawn are entities with one or several keys (composite, nested, not resolvable), value types, a value type split over
two graphs, interfaces and unions with other members in each graph, an interface that one graph treats as an object,
shared fields, @requires (nested, chained, with arguments and fragments), @provides, @override, arguments, lists,
nulls, failures, and types that differ in nullability between graphs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from tests.harness.federated_subgraphs import Declared, Part, Subgraph
from tests.harness.federated_world import KEY_FIELDS, LEAVES, Field, Type, World
from tests.harness.random_requirements import RequirementWriter
from tests.harness.random_sharing import SharingWriter

Draw = Callable[[st.SearchStrategy[Any]], Any]
KEY_SETS = (
    ("id",),
    ("code",),
    ("id", "code"),
    ("id", "house door"),
    ("code", "house door"),
    ("id", "spot { x y }"),
    ("code", "mate { id }"),
)
WRAPPERS = ("{}", "{}", "{}!", "[{}!]!", "[{}]", "[{}!]")


class RandomSupergraph:
    """A world and its subgraphs; a failing test shows their SDL."""

    def __init__(self, world: World, subgraphs: tuple[Subgraph, ...]) -> None:
        self.world = world
        self.subgraphs = subgraphs

    @property
    def sdls(self) -> dict[str, str]:
        return {subgraph.name: subgraph.sdl(self.world) for subgraph in self.subgraphs}

    def __repr__(self) -> str:
        return "\n".join(f"# ---- {name}\n{sdl}" for name, sdl in self.sdls.items())


@st.composite
def supergraphs(draw: Draw) -> RandomSupergraph:
    """One supergraph, composable and satisfiable."""
    writer = _Writer(draw, World(draw(st.integers(0, 10_000)), {"Query": Type("Query", "root")}))
    return writer.write()


@dataclass
class _Writer:
    draw: Draw
    world: World
    graphs: list[Subgraph] = field(default_factory=list)
    entities: list[str] = field(default_factory=list)
    values: list[str] = field(default_factory=list)

    def write(self) -> RandomSupergraph:
        self.graphs = [Subgraph(name) for name in "abcd"[: self.number(2, 4)]]
        self.world.types["Spot"] = Type("Spot", "value", {n: Field(n, "Int!") for n in "xy"})
        self.values = [f"V{n}" for n in range(self.number(0, 2))]
        self.entities = [f"E{n}" for n in range(self.number(1, 3))]
        for name in self.entities:
            keys = self.one_of(KEY_SETS)
            self.world.types[name] = Type(name, "entity", keys=keys)
        self.write_values()
        interfaces = self.write_interfaces()
        for name in self.entities:
            self.write_fields(name)
        self.write_keys()
        self.declare_abstract(interfaces)
        self.write_abstract_fields()
        self.write_split_value()
        self.write_interface_object(interfaces)
        RequirementWriter(self.draw, self.world, self.graphs, self.entities).write()
        self.write_roots()
        self.connect_keys()
        SharingWriter(self.draw, self.world, self.graphs, self.entities, self.values).write()
        used = [graph for graph in self.graphs if graph.parts]
        return RandomSupergraph(self.world, tuple(used))

    # What is there ---------------------------------------------------------------------------------------------

    def write_values(self) -> None:
        for index, name in enumerate(self.values):
            type_ = self.world.types[name] = Type(name, "value")
            for number in range(self.number(1, 3)):
                self.add_field(type_, f"v{number}", [*self.entities, *self.values[index + 1 :]])

    def write_interfaces(self) -> list[str]:
        """Interfaces with fields of their own, which every implementation has in the same form."""
        names = [f"I{n}" for n in range(self.number(0, 2))]
        for name in names:
            members = tuple(e for e in self.entities if self.maybe()) or (self.entities[0],)
            type_ = self.world.types[name] = Type(name, "interface", members=members)
            for number in range(self.number(1, 2)):
                self.add_field(type_, f"{name.lower()}_{number}", [*self.entities, *self.values])
            owners = [self.some_graphs() for _ in type_.fields]
            apart = self.maybe()
            for member in members:
                for (field_name, definition), graphs in zip(type_.fields.items(), owners, strict=True):
                    self.world.types[member].fields[field_name] = definition
                    for graph in self.some_graphs() if apart else graphs:
                        self.resolve(graph, member, field_name)
            if all("id" in self.world.types[member].keys for member in members):
                type_.fields["id"] = Field("id", "ID!")
        return names

    def add_field(self, type_: Type, name: str, targets: Sequence[str]) -> Field:
        composite = bool(targets) and self.maybe()
        named = self.one_of(targets) if composite else self.one_of(LEAVES)
        arguments = self.one_of(("", "", "", "pick", "options"))
        if arguments == "options" or (arguments and not composite):
            arguments, named = "options", "String"
        text = self.one_of(WRAPPERS).format(named)
        failing = named in LEAVES and self.number(0, 9) == 0
        type_.fields[name] = Field(name, text, arguments, failing=failing)
        return type_.fields[name]

    def write_fields(self, name: str) -> None:
        type_ = self.world.types[name]
        for number in range(self.number(1, 4)):
            self.add_field(type_, f"f{number}", [*self.entities, *self.values])
            for graph in self.some_graphs():
                self.resolve(graph, name, f"f{number}")

    # Who has it ------------------------------------------------------------------------------------------------

    def resolve(self, graph: Subgraph, type_name: str, field_name: str) -> None:
        """The graph resolves the field; it declares whatever the field's type needs."""
        graph.part(type_name).fields.setdefault(field_name, Declared())
        self.declare(graph, self.world.types[type_name].fields[field_name].named)

    def declare(self, graph: Subgraph, name: str) -> None:
        """Value types are declared whole, entities with a key at least (added later)."""
        if name in LEAVES or name in graph.parts:
            return
        part = graph.part(name)
        if self.world.types[name].kind == "value":
            for each, definition in self.world.types[name].fields.items():
                part.fields[each] = Declared(shareable=True)
                self.declare(graph, definition.named)

    def write_keys(self) -> None:
        for graph in self.graphs:
            for name in self.entities:
                if name in graph.parts:
                    for key in self.world.types[name].keys:
                        if self.maybe():
                            self.add_key(graph, name, key, resolvable=self.number(0, 5) > 0)
        self.connect_keys()

    def add_key(self, graph: Subgraph, name: str, key: str, *, resolvable: bool = True) -> None:
        part = graph.part(name)
        part.keys[key] = resolvable
        for each in _top_fields(key):
            self.world.types[name].fields.setdefault(each, Field(each, KEY_FIELDS[each].format(name)))
            part.fields[each] = Declared(shareable=True)
            if each == "spot":
                self.declare(graph, "Spot")

    def connect_keys(self) -> None:
        """Every graph that has an entity can be reached from every other: by the first key where nothing else does."""
        for name in self.entities:
            graphs = [graph for graph in self.graphs if name in graph.parts]
            for graph in graphs:
                if not graph.parts[name].keys:
                    self.add_key(graph, name, self.world.types[name].keys[0])
            if any(len(_reachable(graph, graphs, name)) < len(graphs) for graph in graphs):
                for graph in graphs:
                    self.add_key(graph, name, self.world.types[name].keys[0])

    def declare_abstract(self, interfaces: list[str]) -> None:
        """In each graph, the interfaces and the union for some of the members that the graph has."""
        self.world.types["U"] = Type("U", "union", members=(*self.entities, *self.values))
        for graph in self.graphs:
            for name in interfaces:
                self.declare_interface(graph, name)
            members = tuple(m for m in self.world.types["U"].members if m in graph.parts and self.number(0, 3))
            if members and self.maybe():
                graph.parts["U"] = Part(members=members)

    def declare_interface(self, graph: Subgraph, name: str) -> None:
        type_ = self.world.types[name]
        members = [m for m in type_.members if m in graph.parts and self.number(0, 3)]
        fields = [
            f
            for f in type_.fields
            if all(f in graph.parts[m].fields for m in members) and all(self.is_resolved(m, f) for m in type_.members)
        ]
        if members and fields:
            graph.parts[name] = Part({f: Declared() for f in fields})
            for member in members:
                graph.parts[member].implements.append(name)

    def is_resolved(self, type_name: str, field_name: str) -> bool:
        return any(field_name in graph.parts[type_name].fields for graph in self.graphs if type_name in graph.parts)

    def members_in(self, graph: Subgraph, name: str) -> set[str]:
        part = graph.parts[name]
        if part.interface_object:
            return set(self.world.types[name].members)
        return set(part.members) or {each for each, other in graph.parts.items() if name in other.implements}

    def write_abstract_fields(self) -> None:
        for abstract in (n for n, t in self.world.types.items() if t.members):
            graphs = [graph for graph in self.graphs if abstract in graph.parts]
            for entity in self.entities:
                owners = [g for g in graphs if entity in g.parts and self.maybe()][:2]
                self.add_abstract_field(entity, f"{abstract.lower()}_ref", abstract, owners)

    def add_abstract_field(self, owner: str, name: str, abstract: str, graphs: list[Subgraph]) -> None:
        """A field that gives only what all of its graphs know."""
        while graphs:
            members = set.intersection(*(self.members_in(graph, abstract) for graph in graphs))
            if members:
                text = self.one_of(WRAPPERS).format(abstract)
                self.world.types[owner].fields[name] = Field(name, text, members=tuple(sorted(members)))
                for graph in graphs:
                    graph.part(owner).fields[name] = Declared()
                return
            graphs = graphs[:1] if len(graphs) > 1 else []

    def write_split_value(self) -> None:
        """A value type of which each of two graphs knows a part, behind a field that both resolve."""
        for entity in ["Query", *self.entities]:
            graphs = [graph for graph in self.graphs if entity in graph.parts or entity == "Query"]
            if len(graphs) < 2 or self.number(0, 3):
                continue
            name = f"{entity}Part"
            split = self.world.types[name] = Type(name, "value")
            self.world.types[entity].fields["part"] = Field("part", self.one_of(WRAPPERS).format(name))
            for graph in graphs[:2]:
                graph.part(entity).fields["part"] = Declared()
            for number in range(self.number(2, 3)):
                definition = self.add_field(split, f"p{number}", [])
                owners = [graphs[number % 2]] if self.number(0, 2) else graphs[:2]
                for graph in owners if number > 1 else [graphs[number]]:
                    graph.part(name).fields[definition.name] = Declared(shareable=True)

    def write_interface_object(self, interfaces: list[str]) -> None:
        for name in interfaces:
            type_ = self.world.types[name]
            homes = [g for g in self.graphs if name in g.parts and self.members_in(g, name) == set(type_.members)]
            if "id" not in type_.fields or not homes or self.maybe():
                continue
            home, graph = homes[0], Subgraph("o")
            for member in type_.members:
                self.add_key(home, member, "id")
            home.parts[name].keys["id"] = True
            home.parts[name].fields["id"] = Declared()
            part = graph.parts[name] = Part({"id": Declared(shareable=True)}, {"id": True}, interface_object=True)
            for number in range(self.number(1, 2)):
                definition = self.add_field(type_, f"o_{number}", [])
                part.fields[definition.name] = Declared()
            if self.maybe():
                self.add_abstract_field(name, "o_ref", name, [graph])
            for member in type_.members:
                self.world.types[member].fields |= {n: type_.fields[n] for n in part.fields if n != "id"}
            self.graphs.append(graph)
            return

    def write_roots(self) -> None:
        query = self.world.types["Query"]
        for graph in self.graphs:
            for target in [n for n in graph.parts if n in self.entities or n in self.values or n == "V0"]:
                if self.maybe() or "Query" not in graph.parts:
                    name = f"{target.lower()}_{graph.name}"
                    text = self.one_of(WRAPPERS).format(target)
                    query.fields[name] = Field(name, text, self.one_of(("", "pick")))
                    graph.part("Query").fields[name] = Declared()
            for target in [n for n in graph.parts if self.world.types[n].members]:
                self.add_abstract_field("Query", f"{target.lower()}_{graph.name}", target, [graph])
        for target in self.entities:
            graphs = [graph for graph in self.graphs if target in graph.parts]
            if len(graphs) > 1 and self.maybe():
                query.fields[f"any_{target.lower()}"] = Field(
                    f"any_{target.lower()}", self.one_of(WRAPPERS).format(target)
                )
                for graph in graphs[:2]:
                    graph.part("Query").fields[f"any_{target.lower()}"] = Declared()

    # Drawing ---------------------------------------------------------------------------------------------------

    def number(self, low: int, high: int) -> int:
        return int(self.draw(st.integers(low, high)))

    def maybe(self) -> bool:
        return bool(self.draw(st.booleans()))

    def one_of(self, values: Sequence[Any]) -> Any:
        return self.draw(st.sampled_from(values))

    def some_graphs(self) -> list[Subgraph]:
        first = self.one_of(self.graphs)
        second = self.one_of(self.graphs) if self.number(0, 3) == 0 else first
        return [first] if first is second else [first, second]


def _top_fields(key: str) -> list[str]:
    return [each for each in KEY_FIELDS if each in key.replace("{", " ").split()]


def _reachable(start: Subgraph, graphs: Sequence[Subgraph], name: str) -> set[str]:
    """Names of the graphs that a gateway standing in the first can enter, by keys whose fields it can gather."""
    reached = {start.name}
    known = {each for key in start.parts[name].keys for each in _top_fields(key)}
    for _ in graphs:
        for graph in graphs:
            keys = graph.parts[name].keys.items()
            if any(on and known.issuperset(_top_fields(key)) for key, on in keys):
                reached.add(graph.name)
                known.update(each for key in graph.parts[name].keys for each in _top_fields(key))
    return reached
