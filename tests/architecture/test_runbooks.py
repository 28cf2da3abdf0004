"""Who is woken finds a page: one for each alert, linked from it, with queries that can be asked."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import promql_parser
import pytest
import yaml

from tests.architecture.tracked_files import ROOT, tracked_files

RUNBOOKS = ROOT / "alerts" / "runbooks"
SECTIONS = ["First looks", "Likely causes", "Stop the bleeding", "Verify", "Escalate"]
PROMQL = re.compile(r"^ *```promql\n(?P<lines>.*?)^ *```$", re.MULTILINE | re.DOTALL)
MANAGE = re.compile(r"manage\.py (?P<command>[a-z_]+)")


def alerting_rules() -> list[dict[str, Any]]:
    files = tracked_files("alerts/rules/*.yaml")
    groups = [group for file in files for group in yaml.safe_load((ROOT / file).read_text(encoding="utf-8"))["groups"]]
    return [rule for group in groups for rule in group["rules"] if "alert" in rule]


def runbooks() -> list[Path]:
    return [ROOT / path for path in tracked_files("alerts/runbooks/*.md")]


def test_each_alert_has_a_runbook_and_each_runbook_an_alert() -> None:
    alerts = {rule["alert"] for rule in alerting_rules()}
    assert len(alerts) > 20
    assert {path.stem for path in runbooks()} == alerts


def test_each_alert_links_to_its_runbook() -> None:
    site = yaml.safe_load((ROOT / "alerts" / "site.yaml").read_text(encoding="utf-8"))
    unlinked = {
        rule["alert"]
        for rule in alerting_rules()
        if rule["annotations"].get("runbook_url") != f"{site['runbooks']}/{rule['alert']}.md"
    }
    assert unlinked == set()


@pytest.mark.parametrize("path", runbooks(), ids=lambda path: path.stem)
def test_a_runbook_leads_from_the_first_look_to_the_end(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith(f"# {path.stem}\n")
    assert "**Clients see:**" in text
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == SECTIONS


@pytest.mark.parametrize("path", runbooks(), ids=lambda path: path.stem)
def test_its_queries_and_commands_exist(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    queries = [line.strip() for block in PROMQL.finditer(text) for line in block["lines"].splitlines()]
    assert queries
    for query in queries:
        promql_parser.parse(query)
    own = {command.stem for command in ROOT.glob("*/management/commands/*.py")}
    assert {found["command"] for found in MANAGE.finditer(text)} <= own | {"check", "migrate"}
