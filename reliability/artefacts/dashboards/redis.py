"""Redis, by the names of prometheus-redis-exporter (1.45, as Debian 12 has it)."""

from reliability.artefacts.dashboards.board import Board, Row, chosen_targets
from reliability.artefacts.dashboards.expressions import level, rate, share
from reliability.artefacts.dashboards.panels import BAD, GOOD, WATCH, Query, Scale, Step, Word, stat, time_series
from reliability.artefacts.dashboards.scales import (
    AMOUNT,
    BYTES,
    BYTES_PER_SECOND,
    PER_SECOND,
    SECONDS,
    SHARE,
    SHARE_OF_HITS,
    SHARE_OF_ROOM,
)
from reliability.conventions import BoardUid

HITS = "redis_keyspace_hits_total"
MISSES = "redis_keyspace_misses_total"


def board() -> Board:
    return Board(
        uid=BoardUid.REDIS,
        title="Redis",
        description="Redis as cache, rate limiter and queue: whether it answers, has room, and loses nothing.",
        tags=("redis",),
        variables=chosen_targets("redis_up"),
        rows=(_now(), _work(), _memory(), _safety()),
    )


def _now() -> Row:
    return Row(
        "Now",
        (
            stat(
                "Answers",
                "Whether every chosen server answered its exporter.",
                Query(level("redis_up", operation="min"), ""),
                scale=Scale(unit="none", words=(Word(0, "no", BAD), Word(1, "yes", GOOD))),
            ),
            stat(
                "Commands",
                "Commands in a second.",
                Query(rate("redis_commands_processed_total"), ""),
                scale=PER_SECOND,
            ),
            stat(
                "Memory in use",
                "The share of maxmemory; nothing is shown where it is not set.",
                Query(share(level("redis_memory_used_bytes"), level("redis_memory_max_bytes")), ""),
                scale=SHARE_OF_ROOM,
            ),
            stat(
                "Clients",
                "The share of the connections that the server allows.",
                Query(share(level("redis_connected_clients"), level("redis_config_maxclients")), ""),
                scale=SHARE_OF_ROOM,
            ),
            stat(
                "Found",
                "The share of the keys asked for that were there.",
                Query(share(rate(HITS), f"{rate(HITS)} + {rate(MISSES)}"), ""),
                scale=SHARE_OF_HITS,
            ),
            stat(
                "Replicas",
                "Replicas that are connected to the chosen servers.",
                Query(level("redis_connected_slaves"), ""),
                scale=AMOUNT,
            ),
        ),
    )


def _work() -> Row:
    command_seconds = rate("redis_commands_duration_seconds_total", by="cmd")
    commands = rate("redis_commands_total", by="cmd")
    return Row(
        "Work",
        (
            time_series(
                "Commands",
                "Commands in a second: the ten most frequent.",
                Query(f"topk(10, {commands})", "{{cmd}}"),
                scale=PER_SECOND,
                width=8,
                stacked=True,
            ),
            time_series(
                "Time by command",
                "Mean time of a command, for the ten slowest. Redis does one thing at a time: all others wait for it.",
                Query(f"topk(10, {share(command_seconds, commands)})", "{{cmd}}"),
                scale=SECONDS,
                width=8,
            ),
            time_series(
                "Processor",
                "Processor time of the servers in a second: near 100 % the one thread that serves is busy.",
                Query(rate("redis_cpu_user_seconds_total", by="instance"), "{{instance}} user"),
                Query(rate("redis_cpu_sys_seconds_total", by="instance"), "{{instance}} system"),
                scale=SHARE,
                width=8,
            ),
            time_series(
                "Failed and refused commands",
                "Commands in a second that failed while they ran, or were refused before.",
                Query(rate("redis_commands_failed_calls_total", by="cmd") + " > 0", "{{cmd}} failed"),
                Query(rate("redis_commands_rejected_calls_total", by="cmd") + " > 0", "{{cmd}} refused"),
                scale=PER_SECOND,
            ),
            time_series(
                "Network",
                "Bytes in a second, in and out.",
                Query(rate("redis_net_input_bytes_total"), "in"),
                Query(rate("redis_net_output_bytes_total"), "out"),
                scale=BYTES_PER_SECOND,
            ),
        ),
    )


def _memory() -> Row:
    return Row(
        "Memory and keys",
        (
            time_series(
                "Memory",
                "What the data take, what the process has of the system, and what it may take.",
                Query(level("redis_memory_used_bytes", by="instance"), "{{instance}} used"),
                Query(level("redis_memory_used_rss_bytes", by="instance"), "{{instance}} resident"),
                Query(level("redis_memory_max_bytes", by="instance") + " > 0", "{{instance}} allowed"),
                scale=BYTES,
                width=8,
            ),
            time_series(
                "Keys",
                "Keys by database, and those of them that end by themselves.",
                Query(level("redis_db_keys", by="db") + " > 0", "{{db}}"),
                Query(level("redis_db_keys_expiring", by="db") + " > 0", "{{db}} expiring"),
                scale=AMOUNT,
                width=8,
            ),
            time_series(
                "Evicted and expired",
                "Keys in a second that were removed for want of memory (a queue loses jobs so), or at their end.",
                Query(rate("redis_evicted_keys_total"), "evicted"),
                Query(rate("redis_expired_keys_total"), "expired"),
                scale=PER_SECOND,
                width=8,
            ),
        ),
    )


def _safety() -> Row:
    saved = Scale(unit="none", words=(Word(0, "failed", BAD), Word(1, "succeeded", GOOD)))
    return Row(
        "Clients and safety",
        (
            stat(
                "Last snapshot",
                "Whether the last snapshot could be written.",
                Query(level("redis_rdb_last_bgsave_status", operation="min"), ""),
                scale=saved,
            ),
            stat(
                "Last write to the log",
                "Whether the last write to the append-only file succeeded.",
                Query(level("redis_aof_last_write_status", operation="min"), ""),
                scale=saved,
            ),
            stat(
                "Refused connections",
                "Connections in a second that were refused since there are too many.",
                Query(rate("redis_rejected_connections_total"), ""),
                scale=Scale(unit="ops", steps=(Step(0.001, BAD),)),
            ),
            stat(
                "Unsaved changes",
                "Changes since the last snapshot: what a crash would lose where there is no append-only file.",
                Query(level("redis_rdb_changes_since_last_save"), ""),
                scale=AMOUNT,
            ),
            stat(
                "Slow log",
                "Commands in the log of slow ones.",
                Query(level("redis_slowlog_length"), ""),
                scale=Scale(unit="short", steps=(Step(1, WATCH),)),
            ),
            stat(
                "Blocked clients",
                "Clients that wait for something to be put in a list or a stream: workers without work do.",
                Query(level("redis_blocked_clients"), ""),
                scale=AMOUNT,
            ),
            time_series(
                "Clients",
                "Connections, by server.",
                Query(level("redis_connected_clients", by="instance"), "{{instance}}"),
                scale=AMOUNT,
            ),
            time_series(
                "Fragmentation",
                "Memory of the system for each byte in use: above 1.5 for long, defragment; below 1 it swaps.",
                Query(level("redis_mem_fragmentation_ratio", by="instance", operation="max"), "{{instance}}"),
                scale=Scale(unit="short", steps=(Step(1.5, WATCH), Step(3, BAD))),
            ),
        ),
    )
