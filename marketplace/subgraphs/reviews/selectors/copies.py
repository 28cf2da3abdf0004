"""What messages have told about other subgraphs."""

from collections.abc import Collection
from uuid import UUID

from marketplace.subgraphs.reviews.models import AuthorName


def author_names(author_ids: Collection[UUID]) -> dict[UUID, str]:
    """Display names by author; authors without a copy are absent."""
    rows = AuthorName.objects.filter(author_id__in=author_ids)
    return dict(rows.values_list("author_id", "display_name"))
