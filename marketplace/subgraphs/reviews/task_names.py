"""Every background task of the reviews subgraph, by the name it has on the wire."""

from enum import StrEnum


class TaskName(StrEnum):
    """Grammar: `<subgraph>.<use case>`, the use case being the file in `services/` that the task calls."""

    RECORD_AUTHOR_NAME = "reviews.record_author_name"
    RECORD_REVIEWABLE_OFFER = "reviews.record_reviewable_offer"
    CLOSE_REVIEWABLE_OFFER = "reviews.close_reviewable_offer"
    CLOSE_AUTHOR = "reviews.close_author"
    RECOUNT_RATINGS = "reviews.recount_ratings"
