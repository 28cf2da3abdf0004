"""The rules have teeth: whatever a board is spoiled by, the rule that is there for it says so, and no sound board."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from reliability.artefacts.dashboards import build_dashboards
from reliability.conventions import BoardUid
from tests.harness.dashboard_lint import RULES, problems
from tests.harness.dashboards import panels
from tests.harness.site_samples import SITE
from tests.harness.slo_samples import SERVICES

Board = dict[str, Any]


@cache
def sound() -> Board:
    texts = {document.path.stem: document.text for document in build_dashboards(SERVICES, SITE)}
    board: Board = json.loads(texts[BoardUid.GATEWAY])
    return board


def graph(board: Board) -> Board:
    return next(panel for panel in panels(board) if panel["type"] == "timeseries")


def asks(expression: str) -> Callable[[Board], None]:
    return lambda board: graph(board)["targets"][0].update(expr=expression)


SPOILED: list[tuple[str, str, Callable[[Board], Any]]] = [
    ("format_of_grafana", "a misspelt key", lambda board: graph(board).update(desciption="")),
    ("format_of_grafana", "a key of options", lambda board: graph(board)["options"].update(legends={})),
    ("format_of_grafana", "another version", lambda board: board.update(schemaVersion=36)),
    ("address", "no uid", lambda board: board.pop("uid")),
    ("address", "a long uid", lambda board: board.update(uid="a" * 41)),
    ("address", "a database's id", lambda board: board.update(id=7)),
    ("whole", "no tags", lambda board: board.update(tags=[])),
    ("whole", "no crosshair", lambda board: board.update(graphTooltip=0)),
    ("whole", "no row", lambda board: board["panels"].pop(0)),
    ("uneditable_dashboard", "editable", lambda board: board.update(editable=True)),
    ("template_datasource", "no choice", lambda board: board["templating"]["list"].pop(0)),
    ("template_datasource", "another name", lambda board: board["templating"]["list"][0].update(name="ds")),
    ("template_variables", "no instance", lambda board: board["templating"]["list"].pop(2)),
    ("template_variables", "one job", lambda board: board["templating"]["list"][1].update(multi=False)),
    ("template_variables", "no label", lambda board: board["templating"]["list"][1].update(label="")),
    ("template_variables", "never again", lambda board: board["templating"]["list"][1].update(refresh=0)),
    ("panel_title_description", "no title", lambda board: graph(board).update(title="")),
    ("panel_title_description", "no description", lambda board: graph(board).update(description="")),
    ("panel_datasource", "a fixed one", lambda board: graph(board)["datasource"].update(uid="P1")),
    ("panel_datasource", "none", lambda board: graph(board)["targets"][0].pop("datasource")),
    ("panel_units", "none", lambda board: graph(board)["fieldConfig"]["defaults"].pop("unit")),
    ("panel_units", "unknown", lambda board: graph(board)["fieldConfig"]["defaults"].update(unit="seconds")),
    ("panel_legend", "none", lambda board: graph(board)["targets"].append({"refId": "Z", "expr": "up"})),
    ("panel_targets", "none", lambda board: graph(board).update(targets=[])),
    ("panel_targets", "no refId", lambda board: graph(board)["targets"][0].update(refId="")),
    ("panel_targets", "no expr", asks("")),
    ("unique_ids", "the same", lambda board: graph(board).update(id=1)),
    ("unique_ids", "none", lambda board: graph(board).pop("id")),
    ("layout", "overlap", lambda board: graph(board)["gridPos"].update(y=1)),
    ("layout", "outside", lambda board: graph(board)["gridPos"].update(x=20)),
    ("target_promql", "no PromQL", asks("sum(rate(")),
    ("target_promql", "an unknown variable", asks('up{job=~"$job", instance=~"$instance", region="$region"}')),
    ("target_job_and_instance", "any instance", asks('up{job=~"$job"}')),
    ("target_job_and_instance", "everything", asks("up")),
    ("target_rate_interval", "a fixed one", asks('rate(x_total{job=~"$job", instance=~"$instance"}[5m])')),
    ("target_counter_agg", "as it is", asks('sum(x_total{job=~"$job", instance=~"$instance"})')),
]


def test_a_sound_board_has_no_problems() -> None:
    assert problems(sound()) == []


@pytest.mark.parametrize(("rule", "what", "spoil"), SPOILED, ids=[f"{rule}: {what}" for rule, what, _ in SPOILED])
def test_what_is_spoiled_is_found(rule: str, what: str, spoil: Callable[[Board], Any]) -> None:
    board = copy.deepcopy(sound())
    spoil(board)
    assert rule in {problem.partition(":")[0] for problem in problems(board)}


def test_each_rule_is_tried() -> None:
    assert {rule for rule, _, _ in SPOILED} == {rule.__name__ for rule in RULES}
