"""`manage.py explain_plan` prints the plan that the gateway would carry out."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from marketplace.settings.gateway import EXAMPLE_QUERY_PATH


def explained(*arguments: str) -> str:
    output = io.StringIO()
    call_command("explain_plan", *arguments, stdout=output)
    return output.getvalue()


def test_the_example_crosses_all_subgraphs() -> None:
    plan = json.loads(explained(str(EXAMPLE_QUERY_PATH), "--json"))
    assert {fetch["subgraph"] for fetch in plan["fetches"]} == {"offers", "users", "reviews"}


@pytest.mark.parametrize(
    ("stage", "first"), [("paths", "-> offers as Query"), ("fetches", "#0 offers: Query"), ("plan", "QueryPlan (query")]
)
def test_every_stage_can_be_printed(stage: str, first: str) -> None:
    assert explained(str(EXAMPLE_QUERY_PATH), "--stage", stage).startswith(first)


def test_a_mistake_is_named(tmp_path: Path) -> None:
    query = tmp_path / "query.graphql"
    query.write_text("{ nobodyKnows }")
    with pytest.raises(CommandError, match="nobodyKnows"):
        explained(str(query))
