"""Our composition beside that of `@apollo/composition`: the same verdict, and where both compose, the same supergraph.

The sets are the golden folders and random ones. Where we differ on purpose, `DIFFERENCES` says why.
"""

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from marketplace.gateway.supergraph.composition import SubgraphDefinition, compose
from tests.harness.federated_schemas import FEDERATION_LINK
from tests.harness.processes import ROOT
from tests.harness.random_subgraphs import random_subgraphs
from tests.harness.requirements import skip_or_fail
from tests.harness.supergraph_comparison import supergraph_differences

FOLDER = Path(__file__).parent
GOLDEN = ROOT / "tests" / "golden"
RANDOM_SETS = 100
NOT_SUBGRAPHS = frozenset({"supergraph.graphql", "query.graphql"})

DIFFERENCES = {
    "composition/cache_control": "the supergraph keeps the subgraphs' cache hints; the reference drops them",
    "composition/interface_object_of_parent_interface": (
        "an @interfaceObject serves the interfaces that implement its interface too; the reference asks for a field"
        " that no subgraph can declare"
    ),
    "composition/requires_of_labelled_override": (
        "whatever the label says, some subgraph resolves the required field; the reference finds it in neither case"
    ),
    "plans/context_with_requires": (
        "the required field is resolved before its subgraph is left, where the context is at hand; the reference finds"
        " the requirement unsatisfiable"
    ),
}

pytestmark = pytest.mark.conformance


@pytest.fixture(scope="module")
def sets() -> dict[str, dict[str, str]]:
    """Subgraph texts by the name of the set."""
    found = {f"random {seed}": random_subgraphs(seed) for seed in range(RANDOM_SETS)}
    for folder in sorted(GOLDEN.glob("*/*")):
        texts = {path.stem: path.read_text() for path in folder.glob("*.graphql") if path.name not in NOT_SUBGRAPHS}
        if folder.parent.name != "composition":
            texts = {name: sdl if "@link" in sdl else FEDERATION_LINK + sdl for name, sdl in texts.items()}
        if texts:
            found[f"{folder.parent.name}/{folder.name}"] = texts
    return found


@pytest.fixture(scope="module")
def verdicts(sets) -> dict[str, Any]:
    """What the reference says of each set."""
    node = shutil.which("node")
    if node is None:
        skip_or_fail(FileNotFoundError("node was not found: install Node.js, then run `make setup` again."))
    if not (FOLDER / "node_modules" / "@apollo" / "composition").is_dir():
        skip_or_fail(FileNotFoundError("@apollo/composition is not installed: run `npm ci` in tests/conformance."))
    lines = [
        json.dumps({"subgraphs": [_subgraph(name, sdl) for name, sdl in texts.items()]}) for texts in sets.values()
    ]
    finished = subprocess.run(
        [node, FOLDER / "compose_with_reference.mjs"],
        cwd=FOLDER,
        input="\n".join(lines),
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    return dict(zip(sets, map(json.loads, finished.stdout.splitlines()), strict=True))


def test_same_verdict_and_supergraph(sets, verdicts):
    found = {name: difference for name, texts in sets.items() if (difference := _difference(texts, verdicts[name]))}
    assert found.keys() == DIFFERENCES.keys(), {name: found[name] for name in found.keys() - DIFFERENCES.keys()}


def test_the_random_sets_are_worth_comparing(verdicts):
    """Many compose, and many do not, for various reasons."""
    random = [verdict for name, verdict in verdicts.items() if name.startswith("random")]
    codes = {error["code"] for verdict in random for error in verdict.get("errors", [])}
    assert sum("sdl" in verdict for verdict in random) >= RANDOM_SETS // 8
    assert len(codes) >= 5


def _subgraph(name: str, sdl: str) -> dict[str, str]:
    return {"name": name, "url": f"http://{name}.test", "sdl": sdl}


def _difference(texts: Mapping[str, str], verdict: Mapping[str, Any]) -> str | list[str] | None:
    ours = compose([SubgraphDefinition(**_subgraph(name, sdl)) for name, sdl in texts.items()])
    if (ours.supergraph_sdl is None) != ("errors" in verdict):
        return f"ours: {list(map(str, ours.errors))}, the reference: {verdict.get('errors')}"
    if ours.supergraph_sdl is not None:
        return supergraph_differences(ours.supergraph_sdl, verdict["sdl"])
    codes = {str(error.code) for error in ours.errors}
    expected = {error["code"] for error in verdict["errors"]}
    # Where the reference breaks down with an exception of its own, it has no code.
    if expected != {None} and codes.isdisjoint(expected):
        return f"ours: {sorted(codes)}, the reference: {expected}"
    return None
