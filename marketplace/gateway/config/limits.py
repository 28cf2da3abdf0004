"""Bounds on one request."""

from dataclasses import dataclass
from typing import Annotated

from marketplace.gateway.config.units import Bytes, Change, Seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitsConfig:
    """Bounds on one request. The operation's are counted with fragments expanded, before
    validation, which is the expensive step: a 3 KB document of repeated fields can cost it half a
    second.
    """

    max_body_bytes: Bytes = 256 * 1024
    """Of a request's body, or of its query string."""
    body_timeout: Seconds = 10.0
    """For the whole body to arrive."""
    max_json_depth: int = 32
    """Levels of objects and lists below one another in the variables."""
    max_json_list: int = 1_000
    """Entries of one list in the variables."""
    max_tokens: int = 2_000
    """Of a document; the lexer stops there."""
    max_depth: int = 12
    """Levels of fields below one another."""
    max_introspection_depth: int = 20
    """The same below `__schema` and `__type`: tools ask for the types of types."""
    max_aliases: int = 30
    """In one operation."""
    max_root_fields: int = 20
    """Of one operation."""
    max_directives: int = 50
    """In one operation, on fields, fragments and the operation itself."""
    max_fields: int = 500
    """Of one operation."""
    max_repeats: int = 30
    """How often one selection set may name the same response field: validation compares every pair
    of them.
    """
    max_expanded_selections: int = 10_000
    """Fields and fragments of one operation."""
    max_validation_errors: int = 20
    """Mistakes that one answer names."""
    max_batch: int = 0
    """Operations in one request, as a JSON list of requests; 0 accepts no such list."""
    max_waiting_work: Annotated[int, Change.NEEDS_RESTART] = 256
    """Operations seen for the first time that may wait to be checked or planned; one more is refused at once."""
    planning_timeout: Seconds = 2.0
    """For planning one operation, which is then refused."""
