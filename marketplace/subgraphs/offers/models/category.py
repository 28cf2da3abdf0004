"""The tree that orders offers."""

from typing import ClassVar

from django.db import models

from marketplace.common.models import KeyedModel
from marketplace.subgraphs.offers.domain.category_name import MAX_NAME
from marketplace.subgraphs.offers.domain.category_path import MAX_PATH, MAX_SLUG


class Category(KeyedModel):
    """A node that knows its parent (adjacency) and its place (materialised path, see `domain.category_path`).

    Invariant: `path` is the parent's path, the slug and a slash. Slugs never change, so paths never do.
    """

    slug = models.SlugField(max_length=MAX_SLUG, unique=True)
    name = models.CharField(max_length=MAX_NAME)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="children", null=True, blank=True, default=None
    )
    path = models.CharField(max_length=MAX_PATH, unique=True, editable=False)

    class Meta:
        ordering: ClassVar = ["path"]
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return self.name
