"""Learn of a deactivated user.

Their reviews stay published and count as before, since offers and sellers have earned them and buyers rely on them;
clients see that the author is gone by `User.deactivated`, which the users subgraph answers.
"""

from uuid import UUID

from marketplace.common.deactivated_users import remember_deactivated


def close_author(*, author_id: UUID) -> None:
    """Refuse whatever the user would write, report or moderate from now on, for good."""
    remember_deactivated(author_id)
