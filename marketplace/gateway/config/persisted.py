"""Operations whose text the gateway knows already."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from marketplace.gateway.config.units import Bytes, Range, WholeSeconds


class UnknownOperations(StrEnum):
    """What happens to operations that no manifest has: they run (`allow`), run and are named in the log (`log`), or
    are refused (`refuse`). With `ids_only`, even known ones are refused that are sent as text.
    """

    ALLOW = "allow"
    LOG = "log"
    REFUSE = "refuse"
    IDS_ONLY = "ids_only"


@dataclass(frozen=True, slots=True, kw_only=True)
class AutomaticPersistedQueriesConfig:
    """Texts that clients register by sending them once with their SHA-256, and the hash alone from then on. They save
    bytes and protect nothing: whoever can ask can register.
    """

    memory: Annotated[Bytes, Range(1)] = 8 * 1024 * 1024
    """Texts that each process keeps; what was not used for longest is forgotten first."""
    largest: Bytes = 32 * 1024
    """A longer text is not registered."""
    lifetime: Annotated[WholeSeconds, Range(1)] = 86_400
    """In Redis, since the text was sent last. Only where Redis is configured."""
    key_prefix: str = "holdfast:apq:"
    """Before the hashes in Redis."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustedDocumentsConfig:
    """Texts that the clients' builds have registered, and what happens to all others. Move on from `log` to `refuse`
    to `ids_only`, as the log falls silent.
    """

    manifests: tuple[Path, ...]
    """JSON files: from ids to texts, as Relay and GraphQL Code Generator write them, or Apollo's manifests."""
    unknown: UnknownOperations = UnknownOperations.LOG
    """What happens to operations that are in none of them."""
    unknown_of: Mapping[str, UnknownOperations] = field(default_factory=dict)
    """The same for single clients, by the client that their verified token was given to, never by what they say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersistedOperationsConfig:
    """Operations that clients need not send as text."""

    automatic: AutomaticPersistedQueriesConfig | None = field(default_factory=AutomaticPersistedQueriesConfig)
    """Registered by clients; empty for none."""
    trusted: TrustedDocumentsConfig | None = None
    """Registered by builds."""
