"""Keep the copy of an author's display name."""

from uuid import UUID

from django.db import transaction

from marketplace.subgraphs.reviews.models import AuthorName
from marketplace.subgraphs.reviews.services.kept_answers import forget_author


@transaction.atomic
def record_author_name(*, author_id: UUID, display_name: str, profile_version: int) -> None:
    """Store a name unless a newer one is stored: messages may come twice and in any order."""
    name = AuthorName(author_id=author_id, display_name=display_name, profile_version=profile_version)
    AuthorName.objects.bulk_create([name], ignore_conflicts=True)
    AuthorName.objects.filter(pk=author_id, profile_version__lt=profile_version).update(
        display_name=display_name, profile_version=profile_version
    )
    forget_author(author_id)
