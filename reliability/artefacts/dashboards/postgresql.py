"""PostgreSQL, by the names of prometheus-postgres-exporter (0.11, as Debian 12 has it)."""

from grafana_foundation_sdk.models.dashboard import VariableModel

from reliability.artefacts.dashboards.board import Board, Row, choice, chosen_targets
from reliability.artefacts.dashboards.expressions import aggregate, level, rate, series, share
from reliability.artefacts.dashboards.panels import BAD, GOOD, Query, Scale, Word, stat, time_series
from reliability.artefacts.dashboards.scales import (
    AMOUNT,
    BYTES,
    BYTES_PER_SECOND,
    PER_SECOND,
    SECONDS,
    SHARE_OF_HITS,
    SHARE_OF_ROOM,
)
from reliability.conventions import BoardUid

CHOSEN = 'datname=~"$database"'
DATABASE = "{{datname}}"
CONNECTIONS = level("pg_stat_activity_count")
ROOM = level("pg_settings_max_connections")


def board() -> Board:
    return Board(
        uid=BoardUid.POSTGRESQL,
        title="PostgreSQL",
        description="The databases: whether they answer, how full they are, and what they are busy with.",
        tags=("postgresql",),
        variables=(*chosen_targets("pg_up"), _chosen_databases()),
        rows=(_now(), _work(), _connections(), _storage()),
    )


def _chosen_databases() -> VariableModel:
    return choice("database", "Database", 'label_values(pg_stat_database_numbackends{job=~"$job"}, datname)')


def _hits() -> str:
    found = rate("pg_stat_database_blks_hit", by="datname", where=CHOSEN)
    return share(found, f"{found} + {rate('pg_stat_database_blks_read', by='datname', where=CHOSEN)}")


def _now() -> Row:
    return Row(
        "Now",
        (
            stat(
                "Answers",
                "Whether every chosen server answered its exporter.",
                Query(level("pg_up", operation="min"), ""),
                scale=Scale(unit="none", words=(Word(0, "no", BAD), Word(1, "yes", GOOD))),
            ),
            stat(
                "Transactions",
                "Transactions in a second that were committed.",
                Query(rate("pg_stat_database_xact_commit", where=CHOSEN), ""),
                scale=PER_SECOND,
            ),
            stat(
                "Connections in use",
                "The share of the connections that the server allows.",
                Query(share(CONNECTIONS, ROOM), ""),
                scale=SHARE_OF_ROOM,
            ),
            stat(
                "Longest transaction",
                "How long the oldest open transaction has been: while it lasts, nothing that is deleted is cleaned up.",
                Query(level("pg_stat_activity_max_tx_duration", where=CHOSEN, operation="max"), ""),
                scale=SECONDS,
            ),
            stat(
                "Deadlocks",
                "Deadlocks within the time shown.",
                Query(
                    aggregate("sum", f"increase({series('pg_stat_database_deadlocks', CHOSEN)}[$__range])"),
                    "",
                ),
                scale=AMOUNT,
            ),
            stat(
                "Size",
                "All chosen databases together.",
                Query(level("pg_database_size_bytes", where=CHOSEN), ""),
                scale=BYTES,
            ),
        ),
    )


def _work() -> Row:
    return Row(
        "Work",
        (
            time_series(
                "Transactions",
                "Transactions in a second, committed and rolled back. What is rolled back often is an error, or a lock "
                "that was not got.",
                Query(rate("pg_stat_database_xact_commit", by="datname", where=CHOSEN), f"{DATABASE} committed"),
                Query(rate("pg_stat_database_xact_rollback", by="datname", where=CHOSEN), f"{DATABASE} rolled back"),
                scale=PER_SECOND,
                width=8,
            ),
            time_series(
                "Rows",
                "Rows in a second: fetched by queries, inserted, updated, deleted.",
                *(
                    Query(rate(f"pg_stat_database_tup_{what}", where=CHOSEN), what)
                    for what in ("fetched", "inserted", "updated", "deleted")
                ),
                scale=PER_SECOND,
                width=8,
            ),
            time_series(
                "Found in memory",
                "The share of the blocks that were found in the server's own buffers. Below 99 % for long: the data in "
                "use do not fit in shared_buffers.",
                Query(_hits(), DATABASE),
                scale=SHARE_OF_HITS,
                width=8,
            ),
        ),
    )


def _connections() -> Row:
    return Row(
        "Connections and locks",
        (
            time_series(
                "Connections by state",
                "Connections by what they are doing, and how many there may be. Many idle in transaction: something "
                "waits with a transaction open.",
                Query(level("pg_stat_activity_count", by="state", where=CHOSEN), "{{state}}"),
                Query(ROOM, "allowed"),
                scale=AMOUNT,
                width=8,
            ),
            time_series(
                "Longest transaction by state",
                "The age of the oldest open transaction.",
                Query(
                    level("pg_stat_activity_max_tx_duration", by="state", where=CHOSEN, operation="max"), "{{state}}"
                ),
                scale=SECONDS,
                width=8,
            ),
            time_series(
                "Locks by mode",
                "Locks that are held or waited for.",
                Query(level("pg_locks_count", by="mode", where=CHOSEN), "{{mode}}"),
                scale=AMOUNT,
                width=8,
            ),
            time_series(
                "Deadlocks and conflicts",
                "Deadlocks, and queries on a replica that were cancelled for what the primary did, in a second.",
                Query(rate("pg_stat_database_deadlocks", by="datname", where=CHOSEN), f"{DATABASE} deadlocks"),
                Query(rate("pg_stat_database_conflicts", by="datname", where=CHOSEN), f"{DATABASE} conflicts"),
                scale=PER_SECOND,
            ),
            time_series(
                "Temporary files",
                "Bytes in a second that queries wrote to disk since their sorts and joins did not fit in work_mem.",
                Query(rate("pg_stat_database_temp_bytes", by="datname", where=CHOSEN), DATABASE),
                scale=BYTES_PER_SECOND,
            ),
        ),
    )


def _storage() -> Row:
    return Row(
        "Storage",
        (
            time_series(
                "Size",
                "What each database occupies.",
                Query(level("pg_database_size_bytes", by="datname", where=CHOSEN), DATABASE),
                scale=BYTES,
                width=6,
            ),
            time_series(
                "Checkpoints",
                "Checkpoints in a second: those that were due, and those that too much writing forced. Mostly forced: "
                "max_wal_size is too small.",
                Query(rate("pg_stat_bgwriter_checkpoints_timed_total"), "due"),
                Query(rate("pg_stat_bgwriter_checkpoints_req_total"), "forced"),
                scale=PER_SECOND,
                width=6,
            ),
            time_series(
                "Archiving that failed",
                "Tries in a second to archive a segment of the write-ahead log that failed.",
                Query(rate("pg_stat_archiver_failed_count", by="instance"), "{{instance}}"),
                scale=PER_SECOND,
                width=6,
            ),
            time_series(
                "Age of the archive",
                "Time since a segment of the write-ahead log was archived: what happened after it cannot be restored. "
                "Nothing is shown where nothing is archived.",
                Query(level("pg_stat_archiver_last_archive_age", by="instance", operation="max"), "{{instance}}"),
                scale=SECONDS,
                width=6,
            ),
        ),
    )
