"""Options as files would have them: what `config show` prints, and the way back from a configuration to a file."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from marketplace.gateway.configuration.kinds import (
    Choice,
    File,
    Kind,
    Optional,
    Section,
    Series,
    Table,
    Text,
)

MASKED: Final = "(secret)"


@dataclass(frozen=True, slots=True)
class WrittenOption:
    """One option by its path, with its value as JSON has it."""

    path: str
    value: Any


def written(kind: Kind, value: Any) -> Any:  # noqa: PLR0911 - one for each kind
    """The value as JSON and YAML have it; secrets are masked."""
    match kind:
        case Optional():
            return None if value is None else written(kind.kind, value)
        case Section():
            return {option.name: written(option.kind, getattr(value, option.name)) for option in kind.options}
        case Table():
            return {written(kind.key, name): written(kind.value, item) for name, item in value.items()}
        case Series():
            items = [written(kind.item, item) for item in value]
            return items if kind.ordered else sorted(items)
        case Choice():
            return kind.text_of(value)
        case File():
            return str(value)
        case Text(secret=True):
            return MASKED if value else ""
        case _:
            return value


def written_options(kind: Kind, value: Any, path: str = "") -> Iterator[WrittenOption]:
    """Every option that holds now, sections and tables taken apart."""
    match kind:
        case Optional() if value is not None:
            yield from written_options(kind.kind, value, path)
        case Section():
            for option in kind.options:
                below = f"{path}.{option.name}" if path else option.name
                yield from written_options(option.kind, getattr(value, option.name), below)
        case Table() if value and isinstance(kind.value, Section):
            for name, item in value.items():
                yield from written_options(kind.value, item, f"{path}.{written(kind.key, name)}")
        case _:
            yield WrittenOption(path, written(kind, value))
