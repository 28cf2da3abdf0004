"""SLOs for tests."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from reliability.slo.model import (
    Attribution,
    Counters,
    EventIndicator,
    IndicatorKind,
    Matcher,
    MatchOperator,
    RollingWindow,
    Selector,
    Service,
    Slo,
)

MONTH = 30 * 86_400


def counters(metric: str, **labels: str) -> Counters:
    matchers = tuple(Matcher(name, MatchOperator.EQUAL, text) for name, text in sorted(labels.items()))
    return Counters((Selector(metric, matchers),))


def make_slo(**values: Any) -> Slo:
    """An availability of `requests_total`, by `code`; each bad one is charged to its `subgraph` in `blamed_total`."""
    given: dict[str, Any] = {
        "service": "shop",
        "name": "orders",
        "description": "Orders are answered.",
        "objective": Fraction(999, 1000),
        "window": RollingWindow(MONTH),
        "indicator": EventIndicator(
            kind=IndicatorKind.AVAILABILITY,
            bad=counters("requests_total", code="error"),
            total=counters("requests_total"),
        ),
        "group_by": ("class",),
        "attribution": Attribution("subgraph", counters("blamed_total").selectors),
    }
    return Slo(**(given | values))


def make_service(*slos: Slo, **values: Any) -> Service:
    return Service(**({"name": "shop", "slos": slos or (make_slo(),)} | values))
