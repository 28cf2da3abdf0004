"""What a board asks Prometheus for: its expressions as Grafana sends them, and what these read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import promql_parser

Json = dict[str, Any]
VARIABLES = {"$__rate_interval": "5m", "$__range": "6h", "$__interval": "1m"}
MADE_BY_PROMETHEUS = {"ALERTS", "ALERTS_FOR_STATE"}


def panels(board: Json) -> list[Json]:
    """All that show something; rows do not."""
    found = [panel for row in board["panels"] for panel in (row, *row.get("panels", ()))]
    return [panel for panel in found if panel["type"] != "row"]


def place_of(panel: Json, target: Json) -> str:
    return f"panel {panel.get('id')}, {panel['title']}, {target.get('refId')}"


def expressions(board: Json) -> Iterator[tuple[str, str]]:
    """Every PromQL of the board: where it stands, and what it is with its variables filled in."""
    names = [variable["name"] for variable in board["templating"]["list"]]
    for panel in panels(board):
        for target in panel.get("targets", ()):
            yield place_of(panel, target), filled(target.get("expr", ""), names)
    for annotation in board["annotations"]["list"]:
        yield annotation["name"], filled(annotation["expr"], names)
    for variable in board["templating"]["list"]:
        if variable["type"] == "query":
            found = re.fullmatch(r"label_values\((.+), *\w+\)", variable["query"]["query"])
            yield f"variable {variable['name']}", filled(found.group(1) if found else "", names)


def filled(expression: str, variables: list[str]) -> str:
    """As Grafana sends it: with all of everything chosen."""
    for name, value in VARIABLES.items():
        expression = expression.replace(name, value)
    for name in sorted(variables, key=len, reverse=True):
        expression = expression.replace(f"${name}", ".+")
    return expression


def selectors(expression: str) -> list[tuple[promql_parser.VectorSelector, tuple[Any, ...]]]:
    """Each selector with what it stands in, the innermost last."""
    found = []

    def visit(node: Any, above: tuple[Any, ...]) -> None:
        if isinstance(node, promql_parser.VectorSelector):
            found.append((node, above))
        for name in ("lhs", "rhs", "expr", "param", "vector_selector"):
            child = getattr(node, name, None)
            if child is not None:
                visit(child, (*above, node))
        for argument in getattr(node, "args", None) or ():
            visit(argument, (*above, node))

    visit(promql_parser.parse(expression), ())
    return found


def grouped_by(expression: str) -> Iterator[tuple[set[str], set[str]]]:
    """The labels of each `by (...)`, and the metrics that it groups."""
    seen: dict[int, tuple[Any, set[str]]] = {}
    for selector, above in selectors(expression):
        for node in above:
            if isinstance(node, promql_parser.AggregateExpr):
                seen.setdefault(id(node), (node, set()))[1].add(str(selector.name))
    for node, metrics in seen.values():
        if node.modifier is not None and node.modifier.type == promql_parser.AggModifierType.By:
            yield set(node.modifier.labels), metrics
