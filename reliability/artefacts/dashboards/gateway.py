"""The gateway: what clients feel, where the time goes, what protects it, and how its processes are."""

from reliability.artefacts.dashboards.board import Board, Row, chosen_targets
from reliability.artefacts.dashboards.expressions import level, mean, quantile, rate, share
from reliability.artefacts.dashboards.gateway_protection import breakers_row, protection_row
from reliability.artefacts.dashboards.panels import BAD, GOOD, WATCH, Query, Scale, Step, Word, stat, time_series
from reliability.artefacts.dashboards.processes import process_row
from reliability.artefacts.dashboards.scales import AMOUNT, PER_SECOND, SECONDS, SHARE, SHARE_OF_ERRORS, SHARE_OF_HITS
from reliability.conventions import BoardUid

OPERATIONS = "holdfast_gateway_operations_total"
OPERATION_SECONDS = "holdfast_gateway_operation_duration_seconds"
CLASS = "operation_class"
FAILED = 'outcome="error"'
NOT_THE_CLIENTS_FAULT = 'outcome!="client_error"'


def board() -> Board:
    return Board(
        uid=BoardUid.GATEWAY,
        title="Gateway",
        description="The GraphQL gateway, from what clients feel down to its processes.",
        tags=("gateway",),
        variables=chosen_targets("holdfast_gateway_build_info"),
        rows=(
            _now(),
            _clients(),
            _stages(),
            _caches(),
            protection_row(),
            breakers_row(),
            _supervision(),
            process_row(),
        ),
    )


def _now() -> Row:
    errors = share(rate(OPERATIONS, where=FAILED), rate(OPERATIONS, where=NOT_THE_CLIENTS_FAULT))
    return Row(
        "Now",
        (
            stat("Operations", "Operations answered in a second.", Query(rate(OPERATIONS), ""), scale=PER_SECOND),
            stat(
                "Errors",
                "The share of operations that failed and not by the client's fault: what the availability SLO counts.",
                Query(errors, ""),
                scale=SHARE_OF_ERRORS,
            ),
            stat(
                "Slow end (p99)",
                "99 of 100 operations are answered in this time; streams and the client's faults are not in it.",
                Query(quantile(0.99, OPERATION_SECONDS), ""),
                scale=SECONDS,
            ),
            stat(
                "In flight",
                "Requests being answered now, streams included.",
                Query(level("holdfast_gateway_requests_in_flight"), ""),
                scale=AMOUNT,
            ),
            stat(
                "Load shedding",
                "What is refused because a process has too much to do: the highest level of all processes.",
                Query(level("holdfast_gateway_load_shedding_level", operation="max"), ""),
                scale=Scale(
                    unit="none",
                    words=(
                        Word(0, "nothing", GOOD),
                        Word(1, "low priority", WATCH),
                        Word(2, "normal priority", BAD),
                        Word(3, "high priority", BAD),
                    ),
                ),
            ),
            stat(
                "Processes",
                "Gateway processes that show their metrics; each worker is one.",
                Query(level("holdfast_gateway_build_info", operation="count"), ""),
                scale=AMOUNT,
            ),
        ),
    )


def _clients() -> Row:
    failed = rate(OPERATIONS, by=CLASS, where=FAILED)
    counted = rate(OPERATIONS, by=CLASS, where=NOT_THE_CLIENTS_FAULT)
    return Row(
        "What clients feel",
        (
            time_series(
                "Operations by class",
                "Rate: operations answered in a second, by what they are: query, mutation, subscription; `unknown` was "
                "refused before it was read.",
                Query(rate(OPERATIONS, by=CLASS), "{{operation_class}}"),
                scale=PER_SECOND,
                width=8,
                stacked=True,
            ),
            time_series(
                "Errors by class",
                "Errors: the share that failed and not by the client's fault.",
                Query(share(failed, counted), "{{operation_class}}"),
                scale=SHARE_OF_ERRORS,
                width=8,
            ),
            time_series(
                "Response time by class",
                "Duration: half, and 99 of 100, operations are answered in this time.",
                Query(quantile(0.5, OPERATION_SECONDS, by=CLASS), "{{operation_class}} p50"),
                Query(quantile(0.99, OPERATION_SECONDS, by=CLASS), "{{operation_class}} p99"),
                scale=SECONDS,
                width=8,
            ),
            time_series(
                "Requests by status and first error",
                "Requests answered in a second that had an error, by HTTP status and the first error's code.",
                Query(
                    rate("holdfast_gateway_requests_total", by="status, code", where='code!=""'), "{{status}} {{code}}"
                ),
                scale=PER_SECOND,
            ),
            time_series(
                "Errors by cause",
                "Failed operations in a second, each counted once, by whose failure came first: a subgraph's, or the "
                "gateway's own.",
                Query(rate("holdfast_gateway_attributed_errors_total", by="subgraph"), "{{subgraph}}"),
                scale=PER_SECOND,
                stacked=True,
            ),
        ),
    )


def _stages() -> Row:
    stage_seconds = "holdfast_gateway_stage_duration_seconds"
    return Row(
        "Where the time goes",
        (
            time_series(
                "Mean time by stage",
                "What an average request spends in each stage, waiting included; of a sample of the requests.",
                Query(mean(stage_seconds, by="stage"), "{{stage}}"),
                scale=SECONDS,
                stacked=True,
            ),
            time_series(
                "Slow end by stage (p99)",
                "99 of 100 requests spend at most this in a stage.",
                Query(quantile(0.99, stage_seconds, by="stage"), "{{stage}}"),
                scale=SECONDS,
            ),
            time_series(
                "Cost of operations",
                "Cost in a second, as estimated before and as counted after the execution. Far apart: the weights in "
                "the schema are wrong, and limits refuse or admit the wrong operations.",
                Query(rate("holdfast_gateway_operation_estimated_cost_total"), "estimated"),
                Query(rate("holdfast_gateway_operation_actual_cost_total"), "actual"),
                scale=PER_SECOND,
            ),
            time_series(
                "Documents that wait",
                "Documents that wait for validation or planning in the worker thread: more than a few for long means "
                "that plans are not reused.",
                Query(level("holdfast_gateway_preparations_waiting", by="instance"), "{{instance}}"),
                scale=AMOUNT,
            ),
        ),
    )


def _caches() -> Row:
    hits = rate("holdfast_gateway_cache_hits_total", by="cache")
    misses = rate("holdfast_gateway_cache_misses_total", by="cache")
    return Row(
        "Caches",
        (
            time_series(
                "Found in caches",
                "The share of what was asked of a cache and found there. Documents and plans belong above 95 % once "
                "warm.",
                Query(share(hits, f"{hits} + {misses}"), "{{cache}}"),
                scale=SHARE_OF_HITS,
                width=8,
            ),
            time_series(
                "Response cache",
                "Requests in a second by what the response cache did for them.",
                Query(rate("holdfast_gateway_response_cache_outcomes_total", by="outcome"), "{{outcome}}"),
                scale=PER_SECOND,
                width=8,
                stacked=True,
            ),
            time_series(
                "Entries",
                "Entries of each cache, all processes together.",
                Query(level("holdfast_gateway_cache_entries", by="cache"), "{{cache}}"),
                scale=AMOUNT,
                width=8,
            ),
            time_series(
                "Orders to forget",
                "Orders in a second to forget cached answers: writes, and what administrators ask for.",
                Query(rate("holdfast_gateway_cache_invalidations_total"), "orders"),
                scale=PER_SECOND,
            ),
            time_series(
                "Shared with an equal request",
                "Requests in a second that got the answer of an equal one that was under way.",
                Query(rate("holdfast_gateway_requests_shared_total"), "shared"),
                scale=PER_SECOND,
            ),
        ),
    )


def _supervision() -> Row:
    return Row(
        "Streams, Redis, changes",
        (
            time_series(
                "Live streams",
                "WebSocket connections and event streams that are open, by process.",
                Query(level("holdfast_gateway_live_streams", by="instance"), "{{instance}}"),
                scale=AMOUNT,
                width=6,
            ),
            time_series(
                "Redis",
                "The share of the processes whose Redis answers; without it limits and caches are each process's own.",
                Query(level("holdfast_gateway_redis_available", operation="avg"), "answers"),
                scale=SHARE,
                width=6,
            ),
            time_series(
                "Reloads",
                "Supergraphs and configurations in a second that were put into service, or refused.",
                Query(rate("holdfast_gateway_reloads_total", by="what"), "{{what}}"),
                scale=PER_SECOND,
                width=6,
            ),
            time_series(
                "Replaced supergraphs",
                "Replaced supergraphs that requests still use: what stays is held by a request that does not end.",
                Query(level("holdfast_gateway_supergraphs_retiring", by="instance"), "{{instance}}"),
                scale=AMOUNT,
                width=6,
            ),
            time_series(
                "Event loop lag (p99)",
                "How much later than asked the event loop ran a timer: above 100 ms every answer of a process is late.",
                Query(
                    quantile(0.99, "holdfast_gateway_event_loop_lag_seconds", by="instance"),
                    "{{instance}}",
                ),
                scale=Scale(unit="s", steps=(Step(0.1, WATCH), Step(0.5, BAD))),
            ),
            time_series(
                "Telemetry that was dropped",
                "Lines of the access log, or traces, in a second that found no room or were not taken.",
                Query(rate("holdfast_gateway_telemetry_dropped_total", by="part"), "{{part}}"),
                scale=PER_SECOND,
            ),
        ),
    )
