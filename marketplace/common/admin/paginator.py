"""Pages of long lists without counting millions of rows."""

from functools import cached_property
from typing import Final

from django.core.paginator import Paginator

COUNTED_ROWS: Final = 10_000
"""People narrow a list down long before they turn to its two-hundredth page."""


class BoundedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts to `COUNTED_ROWS` and no further: the list ends there, and filters and search reach the rest."""

    template_name = "common/bounded_pagination.html"

    @property
    def is_bounded(self) -> bool:
        """Tell whether there may be more rows than were counted."""
        return self.count >= COUNTED_ROWS

    @cached_property
    def count(self) -> int:
        """Return the number of rows, or `COUNTED_ROWS` when there are more; costs at most that many index entries."""
        rows = self.object_list
        return rows.order_by().values("pk")[:COUNTED_ROWS].count() if hasattr(rows, "order_by") else len(rows)
