"""What every board has to keep to: Grafana's dashboard-linter's rules as far as they apply, and our own.

Rules of https://github.com/grafana/dashboard-linter are named as there. Series that recording rules make (their names
have colons) and ALERTS come from no job, so that its rules of job and instance mean the others.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import promql_parser
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.plugins import register_default_plugins
from grafana_foundation_sdk.models import units
from grafana_foundation_sdk.models.dashboard import Dashboard

from tests.harness.dashboards import MADE_BY_PROMETHEUS, Json, expressions, panels, selectors

Rule = Callable[[Json], Iterator[str]]

UNITS = {value for name, value in vars(units).items() if not name.startswith("_") and isinstance(value, str)}
DATA_SOURCE = {"type": "prometheus", "uid": "${datasource}"}
COLUMNS = 24
LONGEST_UID = 40
LONGEST_TITLE = 60
GROWS = ("_total", "_bucket", "_sum")
OVER_TIME = {"rate", "irate", "increase"}


register_default_plugins()


def problems(board: Json) -> list[str]:
    """What is wrong with it, as `rule: where: what`."""
    return [f"{rule.__name__}: {problem}" for rule in RULES for problem in rule(board)]


def format_of_grafana(board: Json) -> Iterator[str]:
    """The SDK's types are made from Grafana's own: what they do not know gets lost on the way through them."""
    known = json.loads(json.dumps(Dashboard.from_json(board), cls=JSONEncoder))
    yield from _lost(board, known, "board")
    if board.get("schemaVersion") != Dashboard().schema_version:
        yield f"schemaVersion is {board.get('schemaVersion')}"


def address(board: Json) -> Iterator[str]:
    if not re.fullmatch(rf"[a-z0-9-]{{1,{LONGEST_UID}}}", board.get("uid") or ""):
        yield f"uid is {board.get('uid')!r}"
    if "id" in board:
        yield "id is that of one Grafana's database"


def whole(board: Json) -> Iterator[str]:
    """What makes a board pleasant: words, tags, a time, a crosshair, ways to other boards."""
    for name in ("title", "description", "tags", "time", "refresh", "links"):
        if not board.get(name):
            yield f"there is no {name}"
    if board.get("graphTooltip") != 1:
        yield "the crosshair is not shared"
    if board["panels"] and board["panels"][0]["type"] != "row":
        yield "it does not begin with a row"


def uneditable_dashboard(board: Json) -> Iterator[str]:
    if board.get("editable") is not False:
        yield "what is generated can be edited"


def template_datasource(board: Json) -> Iterator[str]:
    found = [variable for variable in board["templating"]["list"] if variable["type"] == "datasource"]
    if [(one["name"], one["label"], one["query"]) for one in found] != [("datasource", "Data source", "prometheus")]:
        yield "there is not one variable datasource, labelled Data source, of prometheus"


def template_variables(board: Json) -> Iterator[str]:
    """template-job-rule, template-instance-rule, template-on-time-change-reload-rule; for all choices alike."""
    queries = [variable for variable in board["templating"]["list"] if variable["type"] == "query"]
    for variable in queries:
        expected = {"datasource": DATA_SOURCE, "multi": True, "allValue": ".+", "refresh": 2, "includeAll": True}
        for key, value in expected.items():
            if variable.get(key) != value:
                yield f"{variable['name']}: {key} is {variable.get(key)!r}"
        if variable.get("label") != variable["name"].title():
            yield f"{variable['name']}: its label is {variable.get('label')!r}"
    if _of_jobs(board) and {"job", "instance"} - {variable["name"] for variable in queries}:
        yield "job and instance cannot be chosen"


def panel_title_description(board: Json) -> Iterator[str]:
    for panel in panels(board):
        if not panel.get("title") or len(panel["title"]) > LONGEST_TITLE:
            yield f"{panel['id']}: its title is {panel.get('title')!r}"
        if not str(panel.get("description") or "").rstrip().endswith("."):
            yield f"{panel.get('title')}: it has no description of whole sentences"


def panel_datasource(board: Json) -> Iterator[str]:
    for panel in panels(board):
        for holder in (panel, *panel.get("targets", ())):
            if holder.get("datasource") != DATA_SOURCE:
                yield f"{panel['title']}: the data source is {holder.get('datasource')}"
    for annotation in board["annotations"]["list"]:
        if annotation.get("datasource") != DATA_SOURCE:
            yield f"{annotation['name']}: the data source is {annotation.get('datasource')}"


def panel_units(board: Json) -> Iterator[str]:
    for panel in panels(board):
        config = panel["fieldConfig"]
        overridden = [
            each["value"] for override in config["overrides"] for each in override["properties"] if each["id"] == "unit"
        ]
        for unit in (config["defaults"].get("unit"), *overridden):
            if unit not in UNITS:
                yield f"{panel['title']}: the unit is {unit!r}"


def panel_legend(board: Json) -> Iterator[str]:
    """A line without a name is a riddle: Grafana shows all labels of its series instead."""
    for panel in panels(board):
        if panel["type"] in {"timeseries", "status-history"}:
            for target in panel.get("targets", ()):
                if not target.get("legendFormat"):
                    yield f"{panel['title']}: no name for {target.get('refId')}"


def panel_targets(board: Json) -> Iterator[str]:
    for panel in panels(board):
        targets = panel.get("targets", [])
        if not targets:
            yield f"{panel['title']}: it asks for nothing"
        names = [target.get("refId") for target in targets]
        if not all(names) or len(set(names)) != len(names):
            yield f"{panel['title']}: its refIds are {names}"
        if any(not target.get("expr") for target in targets):
            yield f"{panel['title']}: a query is empty"


def unique_ids(board: Json) -> Iterator[str]:
    ids = [panel.get("id") for row in board["panels"] for panel in (row, *row.get("panels", ()))]
    if None in ids or len(set(ids)) != len(ids):
        yield f"they are {ids}"


def layout(board: Json) -> Iterator[str]:
    """Nothing overlaps or stands outside; and no line has a gap at its end that another panel would fill."""
    taken: dict[tuple[int, int], str] = {}
    for panel in board["panels"]:
        place, name = panel["gridPos"], panel["title"]
        if place["x"] < 0 or place["y"] < 0 or place["w"] < 1 or place["h"] < 1 or place["x"] + place["w"] > COLUMNS:
            yield f"{name} stands outside"
        cells = [
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        ]
        overlapped = {taken[cell] for cell in cells if cell in taken}
        if overlapped:
            yield f"{name} overlaps {', '.join(sorted(overlapped))}"
        taken.update(dict.fromkeys(cells, name))


def target_promql(board: Json) -> Iterator[str]:
    for where, expression in expressions(board):
        try:
            promql_parser.parse(expression)
        except ValueError as error:
            yield f"{where}: {error}"
        if "$" in expression:
            yield f"{where}: nobody fills in a variable of {expression}"


def target_job_and_instance(board: Json) -> Iterator[str]:
    """target-job-rule, target-instance-rule."""
    for panel in panels(board):
        for target in panel.get("targets", ()):
            for selector in re.findall(r"([a-zA-Z_:][\w:]*)\{([^}]*)\}", target.get("expr", "")):
                name, matchers = selector
                if _of_a_job(name) and not ('job=~"$job"' in matchers and 'instance=~"$instance"' in matchers):
                    yield f"{panel['title']}: {name} is not of the chosen jobs and instances"
    for where, expression in _parsed(board):
        for selector, _ in selectors(expression):
            if not selector.matchers.matchers and not where.startswith("variable"):
                yield f"{where}: {selector.name} is asked for of everything"


def target_rate_interval(board: Json) -> Iterator[str]:
    for panel in panels(board):
        for target in panel.get("targets", ()):
            for function, interval in re.findall(r"\b(i?rate)\([^\[\]]*\[([^\]]+)\]", target.get("expr", "")):
                if interval != "$__rate_interval":
                    yield f"{panel['title']}: {function} over {interval}"


def target_counter_agg(board: Json) -> Iterator[str]:
    """What grows says nothing by itself, only how fast it does."""
    for where, expression in _parsed(board):
        for selector, above in selectors(expression):
            over_time = len(above) > 1 and getattr(getattr(above[-2], "func", None), "name", "") in OVER_TIME
            if str(selector.name).endswith(GROWS) and not over_time and not where.startswith("variable"):
                yield f"{where}: {selector.name} is shown as it is"


def _of_a_job(name: str) -> bool:
    return ":" not in name and name not in MADE_BY_PROMETHEUS


def _of_jobs(board: Json) -> bool:
    return any(_of_a_job(str(one.name)) for _, text in _parsed(board) for one, _ in selectors(text))


def _parsed(board: Json) -> Iterator[tuple[str, str]]:
    for where, expression in expressions(board):
        try:
            promql_parser.parse(expression)
        except ValueError:
            continue
        yield where, expression


def _lost(before: Any, after: Any, where: str) -> Iterator[str]:
    if isinstance(before, dict) and isinstance(after, dict):
        for name in before:
            if name in after:
                yield from _lost(before[name], after[name], f"{where}.{name}")
            else:
                yield f"{where}.{name}: it is unknown"
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from _lost(one, other, f"{where}[{index}]")
    elif before != after:
        yield f"{where}: {before!r} is not understood"


RULES: tuple[Rule, ...] = (
    format_of_grafana,
    address,
    whole,
    uneditable_dashboard,
    template_datasource,
    template_variables,
    panel_title_description,
    panel_datasource,
    panel_units,
    panel_legend,
    panel_targets,
    unique_ids,
    layout,
    target_promql,
    target_job_and_instance,
    target_rate_interval,
    target_counter_agg,
)
