"""Which options differ between two configurations, and which of those a running gateway cannot take over."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from marketplace.gateway.config import GatewayConfig
from marketplace.gateway.configuration.kinds import Kind, Optional, Section, Table


@dataclass(frozen=True, slots=True)
class Changes:
    """Paths of options."""

    live: tuple[str, ...]
    needing_restart: tuple[str, ...]


def changes_between(old: GatewayConfig, new: GatewayConfig) -> Changes:
    """In the order of the source."""
    found = list(_changes(Section(GatewayConfig), old, new, "", needs_restart=False))
    return Changes(
        live=tuple(path for path, needs_restart in found if not needs_restart),
        needing_restart=tuple(path for path, needs_restart in found if needs_restart),
    )


def _changes(kind: Kind, old: Any, new: Any, path: str, *, needs_restart: bool) -> Iterator[tuple[str, bool]]:
    if old == new:
        return
    match kind:
        case Optional() if old is not None and new is not None:
            yield from _changes(kind.kind, old, new, path, needs_restart=needs_restart)
        case Section():
            for option in kind.options:
                yield from _changes(
                    option.kind,
                    getattr(old, option.name),
                    getattr(new, option.name),
                    f"{path}.{option.name}" if path else option.name,
                    needs_restart=needs_restart or option.needs_restart,
                )
        case Table():
            for name in dict.fromkeys((*old, *new)):
                if name in old and name in new:
                    yield from _changes(kind.value, old[name], new[name], f"{path}.{name}", needs_restart=needs_restart)
                else:
                    yield f"{path}.{name}", needs_restart
        case _:
            yield path, needs_restart
