"""Every option of the gateway explains itself, and says what its number means."""

from __future__ import annotations

from collections.abc import Iterator

from marketplace.gateway.config import GatewayConfig
from marketplace.gateway.config.units import Unit
from marketplace.gateway.configuration.kinds import Kind, Number, Option, Optional, Section, Series, Table


def options(kind: Kind, path: str = "") -> Iterator[tuple[str, Option]]:
    """Every option by its path."""
    match kind:
        case Section():
            for option in kind.options:
                below = f"{path}.{option.name}" if path else option.name
                yield below, option
                yield from options(option.kind, below)
        case Optional():
            yield from options(kind.kind, path)
        case Series():
            yield from options(kind.item, f"{path}[]")
        case Table():
            yield from options(kind.value, f"{path}.NAME")
        case _:
            return


EVERY_OPTION = dict(options(Section(GatewayConfig)))


def number_of(kind: Kind) -> Number | None:
    if isinstance(kind, Optional):
        return number_of(kind.kind)
    return kind if isinstance(kind, Number) else None


def test_every_option_has_a_docstring() -> None:
    """The string below the field in `marketplace/gateway/config/`: the tables and the JSON Schema are made of it."""
    assert [path for path, option in EVERY_OPTION.items() if not option.meaning] == []


def test_sizes_and_times_have_units() -> None:
    """`Bytes` and `Seconds` of `config/units.py`, so that files may say `64KiB` and `500ms`."""
    without = [
        path
        for path, option in EVERY_OPTION.items()
        if (number := number_of(option.kind)) is not None
        and number.unit is None
        and path.endswith(("_bytes", "timeout", "interval", "_seconds", "keep_alive", "lifetime"))
    ]
    assert without == []


def test_defaults_are_within_their_ranges() -> None:
    outside = []
    for path, option in EVERY_OPTION.items():
        number = number_of(option.kind)
        value = option.default() if option.default is not None else None
        if number is not None and value is not None:
            low, high = number.range.minimum, number.range.maximum
            outside += [path] if (low is not None and value < low) or (high is not None and value > high) else []
    assert outside == []


def test_some_options_have_units() -> None:
    """The tests above look at something."""
    units = [number.unit for option in EVERY_OPTION.values() if (number := number_of(option.kind))]
    assert units.count(Unit.SECONDS) > 10
    assert units.count(Unit.BYTES) > 5
