"""A node of the category tree gets another name; its slug and place stay."""

from marketplace.subgraphs.offers.domain.category_name import tidy_name
from marketplace.subgraphs.offers.models import Category
from marketplace.subgraphs.offers.services.kept_answers import forget_categories


def rename_category(*, category: Category, name: str) -> Category:
    """Change what people read; raise InvalidCategoryError for a name that is blank or too long."""
    category.name = tidy_name(name)
    category.save(update_fields=["name", "updated_at"])
    forget_categories()
    return category
