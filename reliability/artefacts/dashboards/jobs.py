"""Background jobs: whether they keep up, whether they succeed, and how long they take."""

from grafana_foundation_sdk.models.dashboard import VariableModel

from reliability.artefacts.dashboards.board import Board, Row, choice, chosen_targets
from reliability.artefacts.dashboards.expressions import aggregate, level, mean, quantile, rate, series, share
from reliability.artefacts.dashboards.panels import BAD, WATCH, Query, Scale, Step, stat, time_series
from reliability.artefacts.dashboards.processes import process_row
from reliability.artefacts.dashboards.scales import AMOUNT, PER_SECOND, SECONDS, SHARE_OF_ERRORS
from reliability.conventions import BoardUid, JobLabel, JobSeries, MarketplaceLabel, MarketplaceSeries, TelemetrySeries

CHOSEN = f'{JobLabel.QUEUE}=~"$queue"'
QUEUE = f"{{{{{JobLabel.QUEUE}}}}}"
TASK = f"{{{{{JobLabel.TASK}}}}}"
ENDED = rate(JobSeries.SUCCEEDED, where=CHOSEN) + " + " + rate(JobSeries.FAILED, where=CHOSEN)
WAITING = Scale(unit="s", steps=(Step(60, WATCH), Step(600, BAD)))
MOST_TASKS = 10


def board() -> Board:
    return Board(
        uid=BoardUid.JOBS,
        title="Background jobs",
        description="Celery's queues and tasks: what waits, what fails, and what takes long.",
        tags=("jobs",),
        variables=(*chosen_targets(JobSeries.SENT), _chosen_queues()),
        rows=(_now(), _queues(), _tasks(), _messages(), process_row()),
    )


def _chosen_queues() -> VariableModel:
    return choice("queue", "Queue", f'label_values({JobSeries.QUEUE_LENGTH}{{job=~"$job"}}, {JobLabel.QUEUE})')


def _every_process_knows(metric: str, by: str = "") -> str:
    """Return a gauge that all processes read from the same place."""
    return level(metric, by=by, where=CHOSEN, operation="max")


def _now() -> Row:
    failed = aggregate("sum", f"increase({series(JobSeries.FAILED, CHOSEN)}[$__range])")
    return Row(
        "Now",
        (
            stat(
                "Waiting",
                "Jobs that wait in the chosen queues.",
                Query(f"sum({_every_process_knows(JobSeries.QUEUE_LENGTH, JobLabel.QUEUE)})", ""),
                scale=AMOUNT,
            ),
            stat(
                "Oldest",
                "How long the job that has waited longest has done so: what keeps growing is not being worked on.",
                Query(_every_process_knows(JobSeries.OLDEST_WAITING), ""),
                scale=WAITING,
            ),
            stat(
                "Wait (p95)",
                "95 of 100 jobs begin within this time.",
                Query(quantile(0.95, JobSeries.QUEUE_WAIT, where=CHOSEN), ""),
                scale=WAITING,
            ),
            stat(
                "Done", "Jobs done in a second.", Query(rate(JobSeries.SUCCEEDED, where=CHOSEN), ""), scale=PER_SECOND
            ),
            stat(
                "Failing",
                "The share of the jobs that ended and failed for good.",
                Query(share(rate(JobSeries.FAILED, where=CHOSEN), ENDED), ""),
                scale=SHARE_OF_ERRORS,
            ),
            stat("Failed", "Jobs that failed for good in the time shown.", Query(failed, ""), scale=AMOUNT),
        ),
    )


def _queues() -> Row:
    return Row(
        "Queues",
        (
            time_series(
                "Jobs that wait",
                "Jobs in each queue that no worker has taken yet.",
                Query(_every_process_knows(JobSeries.QUEUE_LENGTH, JobLabel.QUEUE), QUEUE),
                scale=AMOUNT,
                width=8,
            ),
            time_series(
                "Age of the oldest",
                "How long the job that has waited longest has done so, by queue.",
                Query(_every_process_knows(JobSeries.OLDEST_WAITING, JobLabel.QUEUE), QUEUE),
                scale=SECONDS,
                width=8,
            ),
            time_series(
                "Wait (p95)",
                "95 of 100 jobs begin within this time after they were published, or after the time they were meant "
                "for: what the queues' SLOs count.",
                Query(quantile(0.95, JobSeries.QUEUE_WAIT, by=JobLabel.QUEUE, where=CHOSEN), QUEUE),
                scale=SECONDS,
                width=8,
            ),
            time_series(
                "In and out",
                "Jobs in a second: published, and begun. As long as the first is higher the queue grows.",
                Query(rate(JobSeries.SENT, by=JobLabel.QUEUE, where=CHOSEN), f"{QUEUE} in"),
                Query(rate(JobSeries.STARTED, by=JobLabel.QUEUE, where=CHOSEN), f"{QUEUE} out"),
                scale=PER_SECOND,
            ),
            time_series(
                "How jobs end",
                "Jobs in a second that succeeded, failed for good, are tried again, or were called off.",
                Query(rate(JobSeries.SUCCEEDED, where=CHOSEN), "succeeded"),
                Query(rate(JobSeries.FAILED, where=CHOSEN), "failed"),
                Query(rate(JobSeries.RETRIED, where=CHOSEN), "retried"),
                Query(rate(JobSeries.REVOKED, where=CHOSEN), "called off"),
                scale=PER_SECOND,
            ),
        ),
    )


def _tasks() -> Row:
    return Row(
        "Tasks",
        (
            time_series(
                "Failures by task",
                "Jobs in a second that failed for good, or are tried again.",
                Query(rate(JobSeries.FAILED, by=JobLabel.TASK, where=CHOSEN) + " > 0", f"{TASK} failed"),
                Query(rate(JobSeries.RETRIED, by=JobLabel.TASK, where=CHOSEN) + " > 0", f"{TASK} retried"),
                scale=PER_SECOND,
                width=8,
            ),
            time_series(
                "Run time (p95)",
                f"95 of 100 tries take at most this; the {MOST_TASKS} slowest tasks.",
                Query(f"topk({MOST_TASKS}, {quantile(0.95, JobSeries.RUNTIME, by=JobLabel.TASK, where=CHOSEN)})", TASK),
                scale=SECONDS,
                width=8,
            ),
            time_series(
                "What keeps workers busy",
                "Threads that a task keeps busy on average: its rate times its mean time.",
                Query(
                    f"topk({MOST_TASKS}, {rate(f'{JobSeries.RUNTIME}_sum', by=JobLabel.TASK, where=CHOSEN)})",
                    TASK,
                ),
                scale=AMOUNT,
                width=8,
                stacked=True,
            ),
            time_series(
                "Mean run time",
                "What a try takes on average, by queue.",
                Query(mean(JobSeries.RUNTIME, by=JobLabel.QUEUE, where=CHOSEN), QUEUE),
                scale=SECONDS,
            ),
            time_series(
                "Measuring that failed",
                "Times in a second that the numbers of a source could not be read; they are missing meanwhile.",
                Query(rate(TelemetrySeries.SOURCE_FAILURES, by=TelemetrySeries.SOURCE), "{{source}}"),
                scale=PER_SECOND,
            ),
        ),
    )


def _messages() -> Row:
    subscriber = str(MarketplaceLabel.SUBSCRIBER)
    return Row(
        "Messages between subgraphs",
        tuple(
            time_series(
                title,
                description,
                Query(level(metric, by=subscriber, operation="max"), f"{{{{{subscriber}}}}}"),
                scale=scale,
                width=8,
            )
            for title, description, metric, scale in (
                (
                    "Messages that wait",
                    "Messages in the outbox that are still to be delivered.",
                    MarketplaceSeries.OUTBOX_WAITING,
                    AMOUNT,
                ),
                (
                    "Messages that failed",
                    "Messages given up after several tries: somebody has to look at them.",
                    MarketplaceSeries.OUTBOX_FAILED,
                    AMOUNT,
                ),
                (
                    "Age of the oldest message",
                    "How long the message that has waited longest has done so.",
                    MarketplaceSeries.OUTBOX_OLDEST,
                    WAITING,
                ),
            )
        ),
    )
