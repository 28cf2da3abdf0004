"""What is done with fields that a client may not see (`@authenticated`, `@requiresScopes`, `@policy`)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class RefusalPlace(StrEnum):
    """Where an answer names the fields that were refused: in its `errors`, in `extensions.authorizationErrors`, or
    nowhere.
    """

    ERRORS = "errors"
    EXTENSIONS = "extensions"
    NOWHERE = "nowhere"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationConfig:
    """What is done with fields that a client may not see. It applies to supergraphs that restrict some."""

    reject_unauthorized: bool = False
    """Refuse an operation as a whole as soon as it has such a field; else these fields are null, and the rest is
    answered.
    """
    errors_in: RefusalPlace = RefusalPlace.ERRORS
    """Where the answer names the refused fields."""
    dry_run: bool = False
    """Refuse nothing, but name the fields that would have been: for trying out directives."""
    require_authentication: bool = False
    """Refuse every request without a valid token, whatever it asks for."""
    policies: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Policy to roles: it holds for whoever has one of them. Policies that stand neither here nor are decided by the
    Python program that made the gateway hold for nobody.
    """
