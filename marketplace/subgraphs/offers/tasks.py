"""Entry points of the workers; each calls one service."""

from uuid import UUID

from marketplace.common.messages import consumer
from marketplace.subgraphs.offers.services.archive_offers_of_user import archive_offers_of_user
from marketplace.subgraphs.offers.task_names import TaskName


@consumer(TaskName.ARCHIVE_OFFERS_OF_USER)
def archive_offers_of_user_task(*, user_id: str) -> None:
    """Consume `users.user_deactivated`."""
    archive_offers_of_user(user_id=UUID(user_id))
