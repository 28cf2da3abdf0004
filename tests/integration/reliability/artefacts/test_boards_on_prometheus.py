"""Every expression of every board, executed by a Prometheus that scrapes our processes and evaluates our rules.

A name is known when a process shows it or a rule records it, and so are its labels where it has series.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from reliability.artefacts.dashboards import build_dashboards
from reliability.rules import build_rules
from reliability.slo.spec import load_definitions
from reliability.stack import ProgramMissingError
from tests.harness.dashboards import MADE_BY_PROMETHEUS, expressions, grouped_by, place_of, selectors
from tests.harness.monitored_marketplace import Monitored, monitored_marketplace
from tests.harness.requirements import skip_or_fail
from tests.harness.services import ServiceMissingError
from tests.harness.site_samples import SITE

SERVICES = load_definitions()
BOARDS: list[dict[str, Any]] = [json.loads(document.text) for document in build_dashboards(SERVICES, SITE)]
EXPRESSIONS = sorted({(board["uid"], *found) for board in BOARDS for found in expressions(board)})


@pytest.fixture(scope="module")
def monitored(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Monitored]:
    try:
        with monitored_marketplace(tmp_path_factory.mktemp("monitored"), SERVICES) as found:
            yield found
    except (ProgramMissingError, ServiceMissingError) as missing:
        skip_or_fail(missing)


@pytest.fixture(scope="module")
def answers(monitored: Monitored) -> dict[str, list[Any]]:
    """By expression. None is refused: what parses may still match many series with many."""
    return {text: monitored.query(text) for _, _, text in EXPRESSIONS}


@pytest.fixture(scope="module")
def known(monitored: Monitored) -> set[str]:
    recorded = {rule.record for service in SERVICES for rule in build_rules(service).recordings()}
    return monitored.exposed() | recorded | MADE_BY_PROMETHEUS


def unknown(expression: str, known: set[str]) -> set[str]:
    return {str(selector.name) for selector, _ in selectors(expression)} - known


def test_every_name_is_known(known: set[str]) -> None:
    assert {(uid, where): names for uid, where, text in EXPRESSIONS if (names := unknown(text, known))} == {}


@pytest.mark.parametrize("name", ["holdfast_gateway_request_total", "pg_upp", "slo:burn_rate:ratio7m"])
def test_a_name_that_nobody_shows_is_found(known: set[str], name: str) -> None:
    assert unknown(f'sum(rate({name}{{job=~".+"}}[5m])) / sum(up)', known) == {name, "up"}


def test_every_label_is_one_of_its_metrics(monitored: Monitored) -> None:
    labels = monitored.labels()
    labels["ALERTS"] |= {label for one in SERVICES for alert in build_rules(one).alerts() for label in alert.labels}
    strangers = {}
    for uid, where, text in EXPRESSIONS:
        for selector, _ in selectors(text):
            of_metric = labels.get(str(selector.name))
            if of_metric and (foreign := {one.name for one in selector.matchers.matchers} - of_metric):
                strangers[uid, where] = foreign
        for group, metrics in grouped_by(text):
            of_metrics = {label for name in metrics for label in labels.get(name, ())}
            if of_metrics and (foreign := group - of_metrics):
                strangers[uid, where] = foreign
    assert strangers == {}


def test_every_legend_names_labels_that_its_series_have(answers: dict[str, list[Any]]) -> None:
    """Alerts apart: those of burn rates have windows, those of absent data have none."""
    riddles = {}
    for board in BOARDS:
        legends = {
            place_of(panel, target): set(re.findall(r"{{(\w+)}}", target.get("legendFormat", "")))
            for panel in board["panels"]
            for target in panel.get("targets", ())
        }
        for where, text in expressions(board):
            for series in answers[text]:
                if "ALERTS" not in text and (missing := legends.get(where, set()) - series["metric"].keys()):
                    riddles[board["uid"], where] = missing
    assert riddles == {}


def test_every_expression_is_executed(answers: dict[str, list[Any]]) -> None:
    assert {uid for uid, _, text in EXPRESSIONS if answers[text]} == {board["uid"] for board in BOARDS}


def test_the_table_of_objectives(answers: dict[str, list[Any]]) -> None:
    """It has a line for every SLO; and each column the same labels, by which they are merged, none of them in sight
    that shall not be.
    """
    (table,) = [panel for panel in BOARDS[0]["panels"] if panel["type"] == "table"]
    asked = dict(expressions(BOARDS[0]))
    columns = [answers[asked[place_of(table, target)]] for target in table["targets"]]
    shown = table["transformations"][1]["options"]
    labels = {*shown["renameByName"], *shown["excludeByName"]} - {"Time"}
    for column in columns:
        assert {frozenset(line["metric"]) for line in column} <= {frozenset(one for one in labels if "#" not in one)}
    slos = {slo.identifier for service in SERVICES for slo in service.slos}
    assert {line["metric"]["slo_id"] for line in columns[-1]} == slos
