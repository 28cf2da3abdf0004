"""The subgraphs as the gateway meets them: which of them is slow, fails, or is left alone."""

from grafana_foundation_sdk.models.dashboard import VariableModel

from reliability.artefacts.dashboards.board import Board, Row, choice, chosen_targets
from reliability.artefacts.dashboards.expressions import level, quantile, rate, share
from reliability.artefacts.dashboards.panels import (
    BAD,
    GOOD,
    WATCH,
    Query,
    Scale,
    Step,
    Word,
    status_history,
    time_series,
)
from reliability.artefacts.dashboards.scales import (
    AMOUNT,
    BYTES_PER_SECOND,
    PER_SECOND,
    SECONDS,
    SHARE_OF_ERRORS,
)
from reliability.conventions import BoardUid

REQUEST_SECONDS = "holdfast_gateway_subgraph_request_duration_seconds"
FAILURES = "holdfast_gateway_subgraph_failures_total"
CHOSEN = 'subgraph=~"$subgraph"'
SUBGRAPH = "{{subgraph}}"
ADDRESS = "exported_instance"
"""Prometheus renames the label `instance` of a subgraph's instances, since it needs that name for what it scrapes."""


def board() -> Board:
    return Board(
        uid=BoardUid.SUBGRAPHS,
        title="Subgraphs",
        description="Requests to the subgraphs as the gateway meets them, retries included.",
        tags=("gateway", "subgraphs"),
        variables=(*chosen_targets("holdfast_gateway_build_info"), _chosen_subgraphs()),
        rows=(_requests(), _blame(), _instances(), _sizes()),
    )


def _chosen_subgraphs() -> VariableModel:
    return choice("subgraph", "Subgraph", f'label_values({REQUEST_SECONDS}_count{{job=~"$job"}}, subgraph)')


def _requests() -> Row:
    requests = rate(f"{REQUEST_SECONDS}_count", by="subgraph", where=CHOSEN)
    failures = rate(FAILURES, by="subgraph", where=CHOSEN)
    return Row(
        "Requests",
        (
            time_series(
                "Requests",
                "Rate: requests to a subgraph in a second. A retry is a part of its request.",
                Query(requests, SUBGRAPH),
                scale=PER_SECOND,
                width=8,
            ),
            time_series(
                "Failures",
                "Errors: the share of the requests without a usable answer: what a subgraph's availability SLO counts.",
                Query(share(failures, requests), SUBGRAPH),
                scale=SHARE_OF_ERRORS,
                width=8,
            ),
            time_series(
                "Response time",
                "Duration: half, and 99 of 100, requests are answered in this time, retries included.",
                Query(quantile(0.5, REQUEST_SECONDS, by="subgraph", where=CHOSEN), f"{SUBGRAPH} p50"),
                Query(quantile(0.99, REQUEST_SECONDS, by="subgraph", where=CHOSEN), f"{SUBGRAPH} p99"),
                scale=SECONDS,
                width=8,
            ),
            time_series(
                "Failures by code",
                "Requests in a second without a usable answer, by what was wrong.",
                Query(rate(FAILURES, by="subgraph, code", where=CHOSEN), f"{SUBGRAPH} {{{{code}}}}"),
                scale=PER_SECOND,
            ),
            time_series(
                "Answers with errors",
                "Answers in a second that were malformed, or had an error that is not the client's fault.",
                Query(
                    rate("holdfast_gateway_subgraph_erroneous_answers_total", by="subgraph", where=CHOSEN),
                    SUBGRAPH,
                ),
                scale=PER_SECOND,
            ),
        ),
    )


def _blame() -> Row:
    return Row(
        "What clients lost",
        (
            time_series(
                "Failed operations by cause",
                "Clients' operations in a second that failed because of a subgraph, each counted once, by whose "
                "failure came first.",
                Query(rate("holdfast_gateway_attributed_errors_total", by="subgraph", where=CHOSEN), SUBGRAPH),
                scale=PER_SECOND,
                stacked=True,
            ),
            time_series(
                "Slow operations by cause",
                "Clients' operations in a second above a threshold of the latency SLO, each counted once, by who took "
                "the most of the time.",
                Query(
                    rate("holdfast_gateway_attributed_slow_operations_total", by="subgraph, threshold", where=CHOSEN),
                    f"{SUBGRAPH} above {{{{threshold}}}} s",
                ),
                scale=PER_SECOND,
            ),
        ),
    )


def _instances() -> Row:
    by_instance = f"subgraph, {ADDRESS}"
    legend = f"{SUBGRAPH} {{{{{ADDRESS}}}}}"
    return Row(
        "Breakers and instances",
        (
            status_history(
                "Circuit breakers",
                "The worst state of all gateway processes, over time; while one is open nothing is sent.",
                Query(
                    level("holdfast_gateway_circuit_breaker_state", by="subgraph, use", where=CHOSEN, operation="max"),
                    f"{SUBGRAPH} {{{{use}}}}",
                ),
                scale=Scale(
                    unit="none",
                    steps=(Step(1, WATCH), Step(2, BAD)),
                    words=(Word(0, "closed", GOOD), Word(1, "half-open", WATCH), Word(2, "open", BAD)),
                ),
            ),
            time_series(
                "Usable instances",
                "The share of the gateway's processes that send requests to an instance: it is healthy for them, and "
                "not left out.",
                Query(level("holdfast_gateway_instance_usable", by=by_instance, where=CHOSEN, operation="avg"), legend),
                scale=Scale(unit="percentunit", least=0, most=1),
                width=8,
            ),
            time_series(
                "Requests under way by instance",
                "Requests that an instance has to answer now.",
                Query(level("holdfast_gateway_instance_requests_in_flight", by=by_instance, where=CHOSEN), legend),
                scale=AMOUNT,
                width=8,
            ),
            time_series(
                "Response time by instance",
                "What the balancers hold an instance's response time to be: it gets requests accordingly.",
                Query(
                    level("holdfast_gateway_instance_latency_seconds", by=by_instance, where=CHOSEN, operation="avg"),
                    legend,
                ),
                scale=SECONDS,
                width=8,
            ),
            time_series(
                "Retries, hedged requests, changes",
                "What happened to subgraphs and their instances, in a second.",
                Query(
                    rate("holdfast_gateway_subgraph_events_total", by="subgraph, event", where=CHOSEN),
                    f"{SUBGRAPH} {{{{event}}}}",
                ),
                scale=PER_SECOND,
                width=24,
            ),
        ),
    )


def _sizes() -> Row:
    return Row(
        "Sizes",
        (
            time_series(
                "Sent",
                "Bodies of requests to a subgraph, in a second.",
                Query(rate("holdfast_gateway_subgraph_request_bytes_total", by="subgraph", where=CHOSEN), SUBGRAPH),
                scale=BYTES_PER_SECOND,
            ),
            time_series(
                "Received",
                "Bodies of a subgraph's answers, in a second.",
                Query(rate("holdfast_gateway_subgraph_response_bytes_total", by="subgraph", where=CHOSEN), SUBGRAPH),
                scale=BYTES_PER_SECOND,
            ),
        ),
    )
