"""What the client library of Prometheus tells of every process."""

from reliability.artefacts.dashboards.board import Row
from reliability.artefacts.dashboards.expressions import aggregate, level, rate, series, share
from reliability.artefacts.dashboards.panels import Query, time_series
from reliability.artefacts.dashboards.scales import BYTES, SECONDS, SHARE, SHARE_OF_ROOM


def process_row() -> Row:
    """Return the row at the end of a board: the processes of the chosen jobs."""
    oldest = aggregate("max", f"time() - {series('process_start_time_seconds')}", "instance")
    return Row(
        "Processes",
        (
            time_series(
                "Processor",
                "Processor time in a second, by process: 100 % is one core, which is all that one process can use.",
                Query(rate("process_cpu_seconds_total", by="instance"), "{{instance}}"),
                scale=SHARE,
                width=6,
            ),
            time_series(
                "Memory",
                "Memory that is resident, by process. What grows for hours without traffic that grows is a leak.",
                Query(level("process_resident_memory_bytes", by="instance"), "{{instance}}"),
                scale=BYTES,
                width=6,
            ),
            time_series(
                "Open files",
                "The share of the files and connections that a process may have open.",
                Query(
                    share(level("process_open_fds", by="instance"), level("process_max_fds", by="instance")),
                    "{{instance}}",
                ),
                scale=SHARE_OF_ROOM,
                width=6,
            ),
            time_series(
                "Age",
                "Time since a process started: what falls to nothing again and again restarts.",
                Query(oldest, "{{instance}}"),
                scale=SECONDS,
                width=6,
            ),
        ),
    )
