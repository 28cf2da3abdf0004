"""What is asked: supergraphs with data, and operations over each."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from graphql import (
    GraphQLScalarType,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    parse,
    validate,
    validate_schema,
)
from hypothesis import HealthCheck, Phase, assume, given, seed, settings
from hypothesis import strategies as st

from marketplace.gateway.supergraph.composition import SubgraphDefinition, compose
from marketplace.gateway.supergraph.reader import read_supergraph
from tests.conformance.compare_with_apollo.lenient_server import LenientServer
from tests.conformance.compare_with_apollo.read_subgraphs import read_subgraphs
from tests.conformance.compare_with_apollo.written_world import NotUsableError, WrittenServer, write_world
from tests.harness.federated_schemas import FEDERATION_LINK
from tests.harness.federated_subgraphs import SubgraphServer, build_client_schema, reference_answer
from tests.harness.federated_world import World
from tests.harness.processes import ROOT
from tests.harness.random_operations import Bounds, RandomOperation, ValuePool, operations
from tests.harness.random_supergraph import RandomSupergraph, supergraphs

PLANS = ROOT / "tests" / "golden" / "plans"
COMPOSITIONS = ROOT / "tests" / "golden" / "composition"
LEFT_OUT = re.compile(r"""\s*("@(cacheTag|authenticated|policy)",?|@(cacheTag|policy)\([^)]*\)|@authenticated)""")
SUBGRAPHS = ROOT / "marketplace" / "subgraphs"
NOT_SUBGRAPHS = frozenset({"supergraph", "query", "client"})
BOUNDS = Bounds(depth=6, fields=4, total=20)


@dataclass
class Case:
    """One supergraph: what each subgraph says, and the one schema over all of their data."""

    name: str
    texts: Mapping[str, str]
    world: World
    servers: Mapping[str, SubgraphServer]
    client_schema: GraphQLSchema
    operations: list[RandomOperation] = field(default_factory=list)

    def supergraph(self, address: Callable[[str], str]) -> str:
        """The supergraph with the subgraphs at these addresses; raises NotUsableError."""
        return _compose(self.texts, address)

    def reference(self, operation: RandomOperation) -> dict[str, Any]:
        """What the one schema answers."""
        return reference_answer(self.world, self.client_schema, operation.query, operation.variables)


Compare = Callable[[Case], None]


def compare_random_cases(examples: int, seed_number: int, per_supergraph: int, compare: Compare) -> None:
    """Random supergraphs with random operations. The same seed gives the same ones."""
    numbers = count(1)

    @seed(seed_number)
    @_generated(examples)
    @given(st.data())
    def compare_one(data: st.DataObject) -> None:
        drawn = data.draw(supergraphs())
        case = _random_case(drawn)
        assume(not validate_schema(case.client_schema))
        case.operations = _draw_operations(data, case.client_schema, per_supergraph)
        case.name = f"random {next(numbers)}"
        compare(case)

    compare_one()


def compare_written_cases(
    texts: Mapping[str, Path], seed_number: int, per_supergraph: int, compare: Compare
) -> dict[str, str]:
    """Subgraphs in files, by name of the case; gives the reasons for those that cannot be compared."""
    unusable: dict[str, str] = {}
    for name, folder in texts.items():
        try:
            case = written_case(name, read_folder(folder), seed_number)
        except NotUsableError as reason:
            unusable[name] = str(reason)
            continue
        query = folder / "query.graphql"
        given_operations = [written_operation(query)] if query.exists() else []
        given_operations += _operations_of(case.client_schema, seed_number, per_supergraph)
        case.operations = [each for each in given_operations if _is_usable(case.client_schema, each)]
        compare(case)
    return unusable


def golden_plans() -> dict[str, Path]:
    return {f"plans/{folder.name}": folder for folder in sorted(PLANS.iterdir()) if folder.is_dir()}


def golden_compositions() -> dict[str, Path]:
    """Those that compose."""
    folders = sorted(path.parent for path in COMPOSITIONS.glob("*/supergraph.graphql"))
    return {f"composition/{folder.name}": folder for folder in folders}


def marketplace() -> dict[str, Path]:
    return {"marketplace": SUBGRAPHS}


def read_folder(folder: Path) -> dict[str, str]:
    """Subgraph texts by name: files of the folder, or `schema.graphql` of each folder in it, without cache tags, for
    which the other gateway refuses a supergraph, and without access directives, which are not compared.
    """
    files = {path.stem: path for path in folder.glob("*.graphql") if path.stem not in NOT_SUBGRAPHS}
    if files:
        return {name: path.read_text(encoding="utf-8") for name, path in sorted(files.items())}
    paths = sorted(folder.glob("*/schema.graphql"))
    return {path.parent.name: LEFT_OUT.sub("", path.read_text(encoding="utf-8")) for path in paths}


def written_operation(query: Path) -> RandomOperation:
    """The operation of a golden folder."""
    variables = query.with_name("variables.json")
    values = _json(variables) if variables.exists() else {}
    return RandomOperation(query.read_text(encoding="utf-8"), values)


def written_case(name: str, texts: Mapping[str, str], seed_number: int) -> Case:
    """Subgraphs in SDL with made-up data."""
    linked = texts if name.startswith("composition/") else _linked(texts)
    supergraph = read_supergraph(_compose(linked, lambda each: f"http://{each}.test"))
    subgraphs, requires = read_subgraphs(linked)
    world = write_world(seed_number, supergraph, subgraphs, requires)
    servers = {subgraph.name: WrittenServer(world, subgraph) for subgraph in subgraphs}
    return Case(name, linked, world, servers, supergraph.client_schema)


def _random_case(drawn: RandomSupergraph) -> Case:
    servers = {subgraph.name: LenientServer(drawn.world, subgraph) for subgraph in drawn.subgraphs}
    schema = build_client_schema(drawn.world, drawn.subgraphs)
    return Case("random", _linked(drawn.sdls), drawn.world, servers, schema)


def _linked(texts: Mapping[str, str]) -> dict[str, str]:
    return {name: text if "@link" in text else FEDERATION_LINK + text for name, text in texts.items()}


def _compose(texts: Mapping[str, str], address: Callable[[str], str]) -> str:
    composed = compose([SubgraphDefinition(name, address(name), text) for name, text in texts.items()])
    if composed.supergraph_sdl is None:
        raise NotUsableError(f"does not compose: {composed.errors[0]}")
    return composed.supergraph_sdl


def _generated(examples: int) -> settings:
    """Examples are drawn, none is kept or made smaller: a difference is a finding and no failure."""
    checks = list(HealthCheck)
    return settings(
        max_examples=examples, phases=[Phase.generate], database=None, deadline=None, suppress_health_check=checks
    )


def _operations_of(schema: GraphQLSchema, seed_number: int, wanted: int) -> list[RandomOperation]:
    found: list[RandomOperation] = []

    @seed(seed_number)
    @_generated(wanted + 1)
    @given(st.data())
    def draw(data: st.DataObject) -> None:
        found.extend(_draw_operations(data, schema, 1))

    if wanted:
        draw()
    return found[1:]  # the first is always the smallest that there is


def _draw_operations(data: st.DataObject, schema: GraphQLSchema, wanted: int) -> list[RandomOperation]:
    drawn = [data.draw(operations(schema, _pool(schema), BOUNDS)) for _ in range(wanted)]
    return [each for each in drawn if _is_usable(schema, each)]


def _pool(schema: GraphQLSchema) -> ValuePool:
    """Values for scalars of the schema's own."""
    scalars: Sequence[str] = [name for name, each in schema.type_map.items() if isinstance(each, GraphQLScalarType)]
    standard = {"Boolean", "Float", "ID", "Int", "String"}
    return ValuePool({f":{name}": ("one", "two") for name in scalars if name not in standard})


def _is_usable(schema: GraphQLSchema, operation: RandomOperation) -> bool:
    """Valid, and answered once: not a subscription."""
    document = parse(operation.query)
    kinds = [each.operation for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    return OperationType.SUBSCRIPTION not in kinds and not validate(schema, document)


def _json(path: Path) -> dict[str, Any]:
    values: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return values
