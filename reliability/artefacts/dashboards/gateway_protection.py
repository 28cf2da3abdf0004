"""What protects the gateway and its subgraphs: limits, shedding, circuit breakers."""

from reliability.artefacts.dashboards.board import Row
from reliability.artefacts.dashboards.expressions import level, rate
from reliability.artefacts.dashboards.panels import BAD, WATCH, Query, Scale, Step, time_series
from reliability.artefacts.dashboards.scales import PER_SECOND


def protection_row() -> Row:
    return Row(
        "Limits and shedding",
        (
            time_series(
                "Rate limits",
                "Requests in a second that a rate limit refused (`refused`), or that could not be counted since Redis "
                "was away and were let through (`uncounted`) or refused (`refused_uncounted`).",
                Query(
                    rate("holdfast_gateway_rate_limit_outcomes_total", by="limit, outcome"), "{{limit}}: {{outcome}}"
                ),
                scale=PER_SECOND,
                width=8,
            ),
            time_series(
                "Refused under load",
                "Requests in a second that were refused because the process had too much to do, by priority.",
                Query(rate("holdfast_gateway_requests_shed_total", by="priority"), "{{priority}}"),
                scale=PER_SECOND,
                width=8,
                stacked=True,
            ),
            time_series(
                "Load shedding by process",
                "0: nothing is refused; 1, 2, 3: low, normal and high priority are.",
                Query(level("holdfast_gateway_load_shedding_level", by="instance", operation="max"), "{{instance}}"),
                scale=Scale(unit="none", most=3, decimals=0),
                width=8,
            ),
        ),
    )


def breakers_row() -> Row:
    return Row(
        "Ways to the subgraphs",
        (
            time_series(
                "Circuit breakers",
                "The worst state of all processes: 0 closed, 1 half-open and trying, 2 open: nothing is sent.",
                Query(
                    level("holdfast_gateway_circuit_breaker_state", by="subgraph, use", operation="max"),
                    "{{subgraph}} {{use}}",
                ),
                scale=Scale(unit="none", most=2, decimals=0, steps=(Step(1, WATCH), Step(2, BAD))),
            ),
            time_series(
                "Requests to subgraphs without a usable answer",
                "Failures in a second, by subgraph and code. More of one subgraph stands on the board of subgraphs.",
                Query(rate("holdfast_gateway_subgraph_failures_total", by="subgraph, code"), "{{subgraph}} {{code}}"),
                scale=PER_SECOND,
            ),
        ),
    )
