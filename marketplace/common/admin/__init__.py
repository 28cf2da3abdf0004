"""What the admin pages of all subgraphs share, records that are read here and written by services; and the outbox."""

from marketplace.common.admin.outbox_messages import OutboxMessageAdmin

__all__ = ["OutboxMessageAdmin"]
