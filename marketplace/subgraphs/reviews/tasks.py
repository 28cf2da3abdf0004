"""Entry points of the workers, each calling one service; all but the last consume messages of other subgraphs."""

from uuid import UUID

from celery import shared_task

from marketplace.common.messages import consumer
from marketplace.subgraphs.reviews.services import close_author as ending
from marketplace.subgraphs.reviews.services import close_reviewable_offer as closing
from marketplace.subgraphs.reviews.services import record_author_name as naming
from marketplace.subgraphs.reviews.services import record_reviewable_offer as opening
from marketplace.subgraphs.reviews.services import recount_ratings as recounting
from marketplace.subgraphs.reviews.task_names import TaskName


@consumer(TaskName.RECORD_AUTHOR_NAME)
def record_author_name(*, user_id: str, display_name: str, version: str) -> None:
    """Consume `users.profile_changed`."""
    naming.record_author_name(author_id=UUID(user_id), display_name=display_name, profile_version=int(version))


@consumer(TaskName.RECORD_REVIEWABLE_OFFER)
def record_reviewable_offer(*, offer_id: str, seller_id: str) -> None:
    """Consume `offers.offer_published`."""
    opening.record_reviewable_offer(offer_id=UUID(offer_id), seller_id=UUID(seller_id))


@consumer(TaskName.CLOSE_REVIEWABLE_OFFER)
def close_reviewable_offer(*, offer_id: str) -> None:
    """Consume `offers.offer_archived`."""
    closing.close_reviewable_offer(offer_id=UUID(offer_id))


@consumer(TaskName.CLOSE_AUTHOR)
def close_author(*, user_id: str) -> None:
    """Consume `users.user_deactivated`."""
    ending.close_author(author_id=UUID(user_id))


@shared_task(name=TaskName.RECOUNT_RATINGS)
def recount_ratings() -> int:
    """Run at night; the number of repaired totals is the task's result and should always be 0."""
    return recounting.recount_ratings()
