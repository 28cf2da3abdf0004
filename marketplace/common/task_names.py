from enum import StrEnum


class CommonTask(StrEnum):
    """`common.<verb>_<noun>`: the names by which workers know the tasks."""

    SWEEP_OUTBOX = "common.sweep_outbox"
    FORGET_CONSUMED_MESSAGES = "common.forget_consumed_messages"
    FORGET_IDEMPOTENCY_KEYS = "common.forget_idempotency_keys"
