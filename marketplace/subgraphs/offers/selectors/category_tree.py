"""Reads of the category tree; every batch is one statement."""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.db.models import Q

from marketplace.subgraphs.offers.domain.category_path import is_slug
from marketplace.subgraphs.offers.models import Category


def categories_by_id(ids: Collection[UUID]) -> Mapping[UUID, Category]:
    return Category.objects.in_bulk(ids)


def categories_by_path(paths: Collection[str]) -> Mapping[str, Category]:
    return Category.objects.in_bulk(paths, field_name="path")


def categories_by_slug(slugs: Collection[str]) -> Mapping[str, Category]:
    """What is no slug is none of ours; in particular NUL never reaches PostgreSQL, which refuses it."""
    return Category.objects.in_bulk([slug for slug in slugs if is_slug(slug)], field_name="slug")


def children_by_parent_id(parent_ids: Collection[UUID]) -> Mapping[UUID, list[Category]]:
    """Children by name; a leaf has none."""
    children: dict[UUID, list[Category]] = {parent_id: [] for parent_id in parent_ids}
    for category in Category.objects.filter(parent_id__in=parent_ids).order_by("name", "pk"):
        if category.parent_id is not None:
            children[category.parent_id].append(category)
    return children


def root_categories() -> list[Category]:
    return list(Category.objects.filter(parent__isnull=True).order_by("name", "pk"))


def within_category(path: str) -> Q:
    """Offers of the category with this path or of one below it."""
    return Q(category_id__in=Category.objects.filter(path__startswith=path).values("pk"))
