"""Every background task of the offers subgraph, by the name it has on the wire."""

from enum import StrEnum


class TaskName(StrEnum):
    """`<subgraph>.<use case>`, the use case being the file in `services/` that the task calls."""

    ARCHIVE_OFFERS_OF_USER = "offers.archive_offers_of_user"
