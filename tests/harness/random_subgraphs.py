"""Random sets of subgraphs, for comparing compositions: most use many features of federation, some have a flaw.

The same seed gives the same set. Every text is valid GraphQL with federation directives; whether the set composes is
what the comparison is about.
"""

from __future__ import annotations

from enum import Enum, auto
from random import Random

SCALARS = ("Int", "String", "Boolean", "Float", "ID")
IMPORTS = (
    "@key", "@requires", "@provides", "@external", "@shareable", "@override", "@inaccessible", "@tag",
    "@interfaceObject", "@authenticated",
)  # fmt: skip
HEADER = (
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ['
    + ", ".join(f'"{name}"' for name in IMPORTS)
    + "])"
)
ENTITIES = ("Account", "Book", "City")
VALUES = ("Point", "Span")
KEYS = ("id", "code", "id code", "place { id }")
SHARED = ("note", "rank", "size", "title")
CARELESS = 0.3
SLIP = 0.04


class Role(Enum):
    """What a subgraph has of a field that several subgraphs may have."""

    ABSENT = auto()
    RESOLVED = auto()
    EXTERNAL = auto()
    PROVIDED = auto()
    TAKEN_OVER = auto()


def random_subgraphs(seed: int) -> dict[str, str]:
    """Texts of two to four subgraphs by name."""
    return _Generator(Random(seed)).subgraphs()


class _Generator:
    def __init__(self, random: Random) -> None:
        self._random = random
        self._names = ["alpha", "beta", "gamma", "delta"][: random.randint(2, 4)]
        self._is_careless = self._chance(CARELESS)
        self._entities = {name: self._some(ENTITIES, 0.75) for name in self._names}
        self._values = {name: self._some(VALUES, 0.7) for name in self._names}
        self._keys = {entity: random.sample(KEYS, random.randint(1, 2)) for entity in ENTITIES}
        self._types = {name: random.choice(SCALARS) + random.choice(("", "", "!")) for name in SHARED}
        self._roles = {(entity, name): self._assign_roles(entity) for entity in ENTITIES for name in SHARED}
        self._colours = random.sample(("RED", "GREEN", "BLUE"), 2)
        self._has_items = self._chance(0.4)
        self._queries: dict[str, str] = {}

    def subgraphs(self) -> dict[str, str]:
        texts = {name: self._subgraph(name) for name in self._names}
        if self._chance(0.3):
            texts["legacy"] = self._federation_1()
        return texts

    def _chance(self, probability: float) -> bool:
        return self._random.random() < probability

    def _some(self, names: tuple[str, ...], probability: float) -> list[str]:
        return [name for name in names if self._chance(probability)] or [self._random.choice(names)]

    def _slip(self) -> bool:
        """Whether to make a mistake here."""
        return self._is_careless and self._chance(SLIP)

    def _assign_roles(self, entity: str) -> dict[str, Role]:
        """At least one subgraph resolves what others only mention."""
        holders = [name for name in self._names if entity in self._entities[name] and self._chance(0.6)]
        self._random.shuffle(holders)
        weights = {Role.RESOLVED: 4, Role.EXTERNAL: 4, Role.PROVIDED: 2, Role.TAKEN_OVER: 1}
        roles = {name: self._random.choices(list(weights), list(weights.values()))[0] for name in holders[1:]}
        if holders:
            roles[holders[0]] = Role.EXTERNAL if self._slip() else Role.RESOLVED
        return roles

    def _type(self, name: str) -> str:
        return self._random.choice(SCALARS) if self._slip() else self._types[name]

    def _widened(self, declared: str) -> str:
        return declared.removesuffix("!") if self._chance(0.04) else declared

    def _subgraph(self, name: str) -> str:
        self._queries = {}
        parts = [HEADER, "type Place @shareable { id: ID! name: String }"]
        parts += [self._entity(name, entity) for entity in self._entities[name]]
        parts += [self._value(name, value) for value in self._values[name]]
        parts += self._abstract_types(name)
        parts += self._items(name)
        parts += self._inputs()
        if self._queries:
            fields = " ".join(field + text for field, text in self._queries.items())
            parts.append(f"type Query {{ {fields} }}")
        return "\n".join(parts) + "\n"

    def _entity(self, name: str, entity: str) -> str:
        keys = self._some(tuple(self._keys[entity]), 0.7)
        directives = "".join(self._key(key) for key in keys if not self._slip())
        used = " ".join(keys).split()
        fields = {"id": ": ID!" + ("" if any("id" in key.split("{")[0].split() for key in keys) else " @shareable")}
        for field, declared in (("code", "String!"), ("place", "Place")):
            if field in used:
                fields[field] = f": {declared}"
            elif self._chance(0.3):
                fields[field] = f": {declared} @shareable"
        fields[f"{name}Count"] = ": Int" + (f' @tag(name: "{name}")' if self._chance(0.1) else "")
        for shared in SHARED:
            fields |= self._shared_field(name, entity, shared)
        if self._chance(0.5):
            value = self._random.choice(self._values[name])
            fields[f"spot{value}"] = f": {value} @shareable"
        if self._chance(0.5):
            other = self._random.choice(self._entities[name])
            fields[f"{name}{other}"] = self._random.choice((f": {other}", f": [{other}!]!", f": [{other}]"))
        if self._chance(0.5):
            self._queries[f"{name}{entity}"] = f": {entity}"
        if self._chance(0.15):
            self._queries[f"any{entity}"] = f": {entity} @shareable"
        return f"type {entity}{directives} {{ {' '.join(field + text for field, text in fields.items())} }}"

    def _key(self, key: str) -> str:
        return f' @key(fields: "{key}"{", resolvable: false" if self._chance(0.06) else ""})'

    def _shared_field(self, name: str, entity: str, shared: str) -> dict[str, str]:
        declared = self._type(shared)
        match self._roles[entity, shared].get(name, Role.ABSENT):
            case Role.RESOLVED:
                return {shared: f": {self._widened(declared)}" + ("" if self._slip() else " @shareable")}
            case Role.EXTERNAL:
                computed = f"{name}From{shared.title()}"
                arguments = "(unit: String)" if self._chance(0.2) else ""
                return {shared: f": {declared} @external", computed: f'{arguments}: Int @requires(fields: "{shared}")'}
            case Role.PROVIDED:
                self._queries[f"{name}{entity}With{shared.title()}"] = f': {entity} @provides(fields: "{shared}")'
                return {shared: f": {declared} @external"}
            case Role.TAKEN_OVER:
                source = self._random.choice([other for other in self._names if other != name])
                # The reference cannot resolve a @requires of a field that is being migrated.
                is_required = Role.EXTERNAL in self._roles[entity, shared].values()
                label = ', label: "percent(25)"' if not is_required and self._chance(0.4) else ""
                return {shared: f': {declared} @shareable @override(from: "{source}"{label})'}
            case _ if self._chance(0.1):
                return {f"{shared}In{name.title()}": f"(limit: Int = 3): {declared} @inaccessible"}
        return {}

    def _value(self, name: str, value: str) -> str:
        share = "" if self._slip() else " @shareable"
        fields = [f"x: {self._widened(self._type('size'))}{share}"]
        if self._chance(0.5):
            fields.append(f"y: {self._type('rank')}{share}")
        if self._chance(0.1):
            fields.append(f"{name}Only: Int")
        return f"type {value} {{ {' '.join(fields)} }}"

    def _abstract_types(self, name: str) -> list[str]:
        parts = []
        possible = [*self._entities[name], *self._values[name]]
        if self._chance(0.4):
            members = self._random.sample(possible, self._random.randint(1, len(possible)))
            parts.append(f"union Thing = {' | '.join(members)}")
            if self._chance(0.6):
                self._queries[f"{name}Thing"] = ": [Thing]"
            if self._chance(0.3):
                self._queries["thing"] = ": Thing @shareable"
        if self._chance(0.4):
            parts.append("interface Named { id: ID! }")
            parts += [f"extend type {entity} implements Named" for entity in self._entities[name] if self._chance(0.6)]
            if self._chance(0.6):
                self._queries[f"{name}Named"] = ": Named"
        return parts

    def _items(self, name: str) -> list[str]:
        """An interface with a key: the first subgraph knows its implementations, others only it, or only them."""
        if not self._has_items:
            return []
        if name == self._names[0]:
            key = "" if self._slip() else ' @key(fields: "id")'
            self._queries["items"] = ": [Item!]!"
            return [
                f"interface Item{key} {{ id: ID! weight: Int }}",
                'type Lamp implements Item @key(fields: "id") { id: ID! weight: Int power: Int }',
                'type Sofa implements Item @key(fields: "id") { id: ID! weight: Int seats: Int @tag(name: "sofa") }',
            ]
        choice = self._random.random()
        if choice < 0.45:
            if self._chance(0.5):
                self._queries[f"{name}Item"] = ": Item"
            required = f'weight: Int @external {name}Freight: Int @requires(fields: "weight")'
            fields = self._random.choice((f"{name}Stock: Int", required, "stock: Int @shareable"))
            key = self._key("id")
            return [f"type Item{key} @interfaceObject {{ id: ID! {fields} }}"]
        if choice < 0.7:
            self._queries[f"{name}Lamp"] = ": Lamp"
            return [f'type Lamp @key(fields: "id") {{ id: ID! {name}Bulbs: Int stock: Int @shareable }}']
        return []

    def _federation_1(self) -> str:
        """A subgraph of the older kind, which extends what the others define."""
        entity = self._random.choice(self._entities[self._names[0]])
        key = self._random.choice(self._keys[entity])
        declared = {"id": "id: ID! @external", "code": "code: String! @external", "place": "place: Place @external"}
        fields = [declared[field] for field in key.split("{")[0].split()]
        shared = self._random.choice(SHARED)
        roles = self._roles[entity, shared].values()
        if Role.RESOLVED in roles and Role.TAKEN_OVER not in roles:
            fields += [f"{shared}: {self._types[shared]} @external", f'legacyScore: Int @requires(fields: "{shared}")']
        parts = [f'extend type {entity} @key(fields: "{key}") {{ {" ".join(fields)} legacyCount: Int }}']
        if "place" in key:
            parts.append("type Place { id: ID! name: String }")
        if self._chance(0.5):
            parts.append("type Point { x: " + self._types["size"] + " }")
        if self._chance(0.6):
            provided = f' @provides(fields: "{shared}")' if self._chance(0.3) else ""
            parts.append(f"extend type Query {{ legacy{entity}: {entity}{provided} }}")
        return "\n".join(parts) + "\n"

    def _inputs(self) -> list[str]:
        parts = []
        if self._chance(0.5):
            # One direction of use in the whole set, or now and then both.
            extra = [] if self._chance(0.95) else ["BLACK"]
            parts.append(f"enum Colour {{ {' '.join(self._colours + extra)} }}")
            if self._chance(0.4):
                self._queries["colour"] = ": Colour @shareable"
            if self._chance(0.3):
                self._queries["paint"] = "(colour: Colour): Int @shareable"
        if self._chance(0.5):
            required = "!" if self._slip() else ""
            optional = [f"size: Int{required}", "rank: Int = 1", "tags: [String]"]
            fields = [f"text: String{self._random.choice(('', '!'))}", *self._random.sample(optional, 2)]
            parts.append(f"input Filter {{ {' '.join(fields)} }}")
            self._queries["find"] = "(filter: Filter, first: Int = 10): Int @shareable"
        return parts
