"""Sums of rates: as other tools' queries have them, and back to the counters that they sum.

Counters can be counted one by one, so what is recognised here has an exact budget; any other query stays an estimate.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final

import promql_parser

from reliability.slo.model import (
    Counters,
    EventIndicator,
    Events,
    IndicatorKind,
    LatencyHistogram,
    Matcher,
    MatchOperator,
    Query,
    Selector,
)
from reliability.slo.spec.promql import WINDOW, parse_promql, selector_of, selector_text

STANDS_FOR_WINDOW: Final = 999_983
"""Seconds that nobody writes: PromQL has no variables."""
RATES: Final = frozenset({"rate", "increase"})
BUCKET, COUNT = "_bucket", "_count"


def events_of(query: str) -> Events:
    """Return the counters that a query with $window sums; the query where it does anything else."""
    selectors = _summed(_parse(query))
    return Query(query) if selectors is None else Counters(selectors)


def rate_query(events: Events) -> str:
    """Return events per second over $window."""
    if isinstance(events, Query):
        return events.expression
    sums = [f"sum(rate({selector_text(selector)}[{WINDOW}]))" for selector in events.selectors]
    return sums[0] if len(sums) == 1 else " + ".join(f"({each} or vector(0))" for each in sums)


def indicator_of(error_query: str, total_query: str) -> EventIndicator | LatencyHistogram:
    """Return what the two count: `total - good` is good events, and with a bucket a latency."""
    error, total = _parse(error_query), events_of(total_query)
    if isinstance(error, promql_parser.BinaryExpr) and str(error.op) == "-" and _is_plain(error):
        good, whole = _summed(_unwrap(error.rhs)), _summed(_unwrap(error.lhs))
        if good is not None and isinstance(total, Counters) and whole == total.selectors:
            return latency_of(good, whole) or EventIndicator(
                kind=IndicatorKind.AVAILABILITY, good=Counters(good), total=total
            )
    return EventIndicator(kind=IndicatorKind.AVAILABILITY, bad=events_of(error_query), total=total)


def latency_of(good: Sequence[Selector], total: Sequence[Selector]) -> LatencyHistogram | None:
    """Return the histogram whose bucket is what is good, and whose count is all; None for other counters."""
    if len(good) != 1 or len(total) != 1:
        return None
    bucket, count = good[0], total[0]
    bounds = [matcher for matcher in bucket.matchers if matcher.label == "le"]
    rest = tuple(matcher for matcher in bucket.matchers if matcher.label != "le")
    metric = bucket.metric.removesuffix(BUCKET)
    if bucket.metric == metric or count != Selector(f"{metric}{COUNT}", rest) or len(bounds) != 1:
        return None
    threshold = _bound(bounds[0])
    return None if threshold is None else LatencyHistogram(histogram=Selector(metric, rest), threshold=threshold)


def latency_queries(indicator: LatencyHistogram, bound: Matcher) -> tuple[str, str]:
    """Return the queries of slow and of all events, by a classic histogram's bucket or by a native one."""
    histogram = indicator.histogram
    if indicator.native:
        observed = f"sum(rate({selector_text(histogram)}[{WINDOW}]))"
        total = f"histogram_count({observed})"
        share = f"histogram_fraction(-Inf, {float(indicator.threshold):g}, {observed})"
        return f"(1 - {share}) * {total}", total
    fast, every = bucket_counters(indicator, bound)
    return difference(every, fast), rate_query(every)


def bucket_counters(indicator: LatencyHistogram, bound: Matcher) -> tuple[Counters, Counters]:
    """Return the counters of fast and of all events of a classic histogram."""
    histogram = indicator.histogram
    bucket = Selector(f"{histogram.metric}{BUCKET}", tuple(sorted((*histogram.matchers, bound))))
    return Counters((bucket,)), Counters((Selector(f"{histogram.metric}{COUNT}", histogram.matchers),))


def difference(total: Events, good: Events) -> str:
    return f"({rate_query(total)}) - ({rate_query(good)})"


def bucket_bound(threshold: Fraction) -> Matcher:
    """Return the matcher of `le`: client libraries write a whole bound as `1` or as `1.0`."""
    if threshold.denominator == 1:
        return Matcher("le", MatchOperator.REGEX, rf"{threshold}(\.0)?")
    return Matcher("le", MatchOperator.EQUAL, f"{float(threshold)}")


def _bound(matcher: Matcher) -> Fraction | None:
    text = matcher.value.removesuffix(r"(\.0)?") if matcher.operator is MatchOperator.REGEX else matcher.value
    if matcher.operator not in {MatchOperator.EQUAL, MatchOperator.REGEX}:
        return None
    try:
        return Fraction(text)
    except ValueError:
        return None


def _parse(query: str) -> Any:
    return _unwrap(parse_promql(query.replace(WINDOW, f"{STANDS_FOR_WINDOW}s")))


def _unwrap(expression: Any) -> Any:
    while isinstance(expression, promql_parser.ParenExpr):
        expression = expression.expr
    return expression


def _is_plain(expression: Any) -> bool:
    return expression.modifier is None


def _summed(expression: Any) -> tuple[Selector, ...] | None:
    """Return the counters whose rates an expression adds up."""
    expression = _unwrap(expression)
    match expression:
        case promql_parser.AggregateExpr() if str(expression.op) == "sum" and _is_plain(expression):
            selector = _rated(_unwrap(expression.expr))
            return None if selector is None else (selector,)
        case promql_parser.BinaryExpr() if str(expression.op) == "+" and _is_plain(expression):
            left, right = _summed(expression.lhs), _summed(expression.rhs)
            return None if left is None or right is None else left + right
        case promql_parser.BinaryExpr() if str(expression.op) == "or" and str(expression.rhs) == "vector(0)":
            return _summed(expression.lhs)
        case _:
            return None


def _rated(expression: Any) -> Selector | None:
    """Return the counter of `rate(counter[$window])`."""
    if not isinstance(expression, promql_parser.Call) or expression.func.name not in RATES:
        return None
    matrix = expression.args[0]
    if not isinstance(matrix, promql_parser.MatrixSelector) or matrix.range.total_seconds() != STANDS_FOR_WINDOW:
        return None
    try:
        return selector_of(matrix.vector_selector, str(matrix.vector_selector))
    except ValueError:
        return None
