"""The plan of one query for each feature of federation. A case is a folder of `plans/`.

    a.graphql b.graphql ...   the subgraphs (Federation 2 unless they say otherwise)
    query.graphql             the operation, and in a comment what its plan shows
    variables.json            values of variables, when they matter
    plan.txt                  the expected plan

To write the plans anew after a change: `pytest tests/golden --update-golden`, then read the difference.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from graphql import parse, validate

from marketplace.gateway.plan import print_plan
from tests.harness.federated_schemas import compose_supergraph, executable_subgraph, plan_operation

CASES = sorted(folder for folder in (Path(__file__).parent / "plans").iterdir() if folder.is_dir())


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_plan(folder: Path, *, update_golden: bool) -> None:
    query = (folder / "query.graphql").read_text(encoding="utf-8")
    subgraphs = {
        path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.graphql")) if path.stem != "query"
    }
    supergraph = compose_supergraph(subgraphs)
    assert validate(supergraph.client_schema, parse(query)) == []
    variables = folder / "variables.json"
    values = json.loads(variables.read_text(encoding="utf-8")) if variables.exists() else {}
    plan = plan_operation(supergraph, query, values)
    schemas = {name: executable_subgraph(sdl) for name, sdl in subgraphs.items()}
    for fetch in plan.fetches:
        assert validate(schemas[fetch.subgraph], parse(fetch.document)) == [], fetch.document
    text, expected = print_plan(plan), folder / "plan.txt"
    if update_golden:
        expected.write_text(text, encoding="utf-8")
    assert text == expected.read_text(encoding="utf-8")
