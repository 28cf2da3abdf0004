"""PromQL in files: it is parsed here, once, so that no rule is made of what Prometheus would refuse."""

import json
from collections.abc import Sequence
from typing import Any, Final

import promql_parser

from reliability.slo.model import Matcher, MatchOperator, Selector

WINDOW: Final = "$window"
OPERATORS: Final = {
    "MatchOp.Equal": MatchOperator.EQUAL,
    "MatchOp.NotEqual": MatchOperator.NOT_EQUAL,
    "MatchOp.Re": MatchOperator.REGEX,
    "MatchOp.NotRe": MatchOperator.NOT_REGEX,
}
EXAMPLE: Final = """Write for example 'http_requests_total{code=~"5.."}'."""


def parse_promql(expression: str) -> promql_parser.Expr:
    """Return the tree. Raises ValueError in one line."""
    try:
        return promql_parser.parse(expression)
    except ValueError as error:
        what = " ".join(str(error).split())
        raise ValueError(f"{expression!r} is not PromQL: {what}. Correct it; promtool says the same.") from error


def parse_selector(text: str) -> Selector:
    """Return what a plain vector selector selects. Raises ValueError for any other expression."""
    found = parse_promql(text)
    if isinstance(found, promql_parser.MatrixSelector | promql_parser.SubqueryExpr):
        raise ValueError(f"{text!r} has a range: ranges are ours to choose. Leave out what stands in [].")  # noqa: TRY004
    if not isinstance(found, promql_parser.VectorSelector):
        raise ValueError(f"{text!r} is a query, not a selector. {EXAMPLE} Or write {{query: '...[{WINDOW}]...'}}.")  # noqa: TRY004
    return selector_of(found, text)


def selector_of(found: promql_parser.VectorSelector, text: str) -> Selector:
    """Return what a parsed selector selects. Raises ValueError for one that no rule could give a range."""
    if found.offset is not None or found.at is not None:
        raise ValueError(f"{text!r} has an offset or @: an SLO is about now. Leave it out.")
    if found.matchers.or_matchers:
        raise ValueError(f"{text!r} has `or`, which Prometheus lacks. Write two selectors, or a regular expression.")
    if not found.name:
        raise ValueError(f"{text!r} names no metric: it would count several together. {EXAMPLE}")
    matchers = (Matcher(matcher.name, OPERATORS[str(matcher.op)], matcher.value) for matcher in found.matchers.matchers)
    return Selector(found.name, tuple(sorted(matchers)))


def selector_text(selector: Selector) -> str:
    """Return the selector as PromQL writes it."""
    matchers = ",".join(
        f"{matcher.label}{matcher.operator}{json.dumps(matcher.value, ensure_ascii=False)}"
        for matcher in selector.matchers
    )
    return f"{selector.metric}{{{matchers}}}" if matchers else selector.metric


def selectors_value(selectors: Sequence[Selector]) -> str | list[str]:
    """Return one selector as a text, several as a list of them: as files have them."""
    texts = [selector_text(selector) for selector in selectors]
    return texts[0] if len(texts) == 1 else texts


def check_query(expression: str) -> str:
    """Return a query over a window as it is. Raises ValueError where it has none, or is no PromQL."""
    if WINDOW not in expression:
        raise ValueError(f"{expression!r} lacks {WINDOW}. Write it for the range, as in sum(rate(x[{WINDOW}])).")
    check_value(expression, expression.replace(WINDOW, "5m"))
    return expression


def check_expression(expression: str) -> str:
    """Return an expression for a value at a moment as it is. Raises ValueError where it is no PromQL."""
    if WINDOW in expression:
        raise ValueError(f"{expression!r} is taken every minute and has no {WINDOW}. Write a fixed range such as [5m].")
    check_value(expression, expression)
    return expression


def check_value(written: str, expression: str) -> None:
    """Raises ValueError where the result is no number or vector of numbers."""
    found: Any = parse_promql(expression)
    while isinstance(found, promql_parser.ParenExpr):
        found = found.expr
    if isinstance(found, promql_parser.MatrixSelector | promql_parser.SubqueryExpr | promql_parser.StringLiteral):
        raise ValueError(f"{written!r} gives no number. Wrap it in a function such as rate or max_over_time.")  # noqa: TRY004
