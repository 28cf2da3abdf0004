"""Bounds on one request."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitsConfig:
    """Bounds on one request. The operation's are counted with fragments expanded, before
    validation, which is the expensive step: a 3 KB document of repeated fields can cost it half a
    second.
    """

    max_body_bytes: int = 256 * 1024
    body_timeout: float = 10.0
    max_json_depth: int = 32
    max_json_list: int = 1_000
    max_tokens: int = 2_000
    max_depth: int = 12
    max_introspection_depth: int = 20
    max_aliases: int = 30
    max_root_fields: int = 20
    max_directives: int = 50
    max_fields: int = 500
    max_repeats: int = 30
    """How often one selection set may name the same response field: validation compares every pair
    of them.
    """
    max_expanded_selections: int = 10_000
    max_validation_errors: int = 20
