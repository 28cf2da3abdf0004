from enum import StrEnum


class CommonTask(StrEnum):
    """`common.<verb>_<noun>`: the names by which workers know the tasks."""

    DELIVER_MESSAGE = "common.deliver_message"
    SWEEP_OUTBOX = "common.sweep_outbox"
    FORGET_IDEMPOTENCY_KEYS = "common.forget_idempotency_keys"
