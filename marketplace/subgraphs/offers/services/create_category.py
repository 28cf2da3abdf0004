"""The category tree grows a node."""

from django.db import transaction

from marketplace.subgraphs.offers.domain.category_name import tidy_name
from marketplace.subgraphs.offers.domain.category_path import (
    MAX_DEPTH,
    MAX_SLUG,
    depth_of,
    is_slug,
    path_of,
)
from marketplace.subgraphs.offers.errors import InvalidCategoryError
from marketplace.subgraphs.offers.models import Category
from marketplace.subgraphs.offers.services.kept_answers import forget_categories


@transaction.atomic
def create_category(*, slug: str, name: str, parent: Category | None = None) -> Category:
    """Add a category below `parent`, or a root; raise InvalidCategoryError."""
    if not is_slug(slug):
        raise InvalidCategoryError(
            f"A slug is 1 to {MAX_SLUG} lower case letters, digits and inner hyphens.",
            field="slug",
        )
    path = path_of(slug, parent_path=parent.path if parent else "")
    if depth_of(path) > MAX_DEPTH:
        raise InvalidCategoryError(f"The tree is at most {MAX_DEPTH} deep.", field="parent")
    if Category.objects.filter(slug=slug).exists():
        raise InvalidCategoryError(f"There is already a category {slug!r}.", field="slug")
    forget_categories()
    return Category.objects.create(slug=slug, name=tidy_name(name), parent=parent, path=path)
