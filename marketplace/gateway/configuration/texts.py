"""Types and defaults in words, for the tables and the example."""

import json
import re
from typing import Any

from marketplace.gateway.config.units import Range, Unit
from marketplace.gateway.configuration.kinds import (
    Choice,
    File,
    Flag,
    Kind,
    Number,
    Option,
    Optional,
    Section,
    Series,
    Table,
    Text,
)
from marketplace.gateway.configuration.scalars import range_text
from marketplace.gateway.configuration.written import written

PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
SIZES = ((1024**3, "GiB"), (1024**2, "MiB"), (1024, "KiB"))


def type_text(kind: Kind) -> str:  # noqa: PLR0911 - one for each kind
    """What may be written, in a few words."""
    match kind:
        case Optional():
            return f"{type_text(kind.kind)}, or `null`"
        case Section():
            return "section"
        case Table():
            return f"by name: {type_text(kind.value)}"
        case Series():
            return f"list: {type_text(kind.item)}"
        case Number():
            return _number(kind)
        case Flag():
            return "`true` or `false`"
        case Choice():
            return ", ".join(f"`{value}`" for value in kind.values)
        case File():
            return "path"
        case Text():
            return "secret" if kind.secret else "text"


def default_text(option: Option) -> str:
    """The default as YAML would have it, a size in the largest unit that fits; `required` where there is none."""
    if option.default is None:
        return "required"
    return yaml_text(option.kind, option.default())


def yaml_text(kind: Kind, value: Any) -> str:
    """In YAML's flow style, on one line."""
    match kind:
        case Optional() if value is not None:
            return yaml_text(kind.kind, value)
        case Number(unit=Unit.BYTES) if value:
            return next((f"{value // size}{name}" for size, name in SIZES if value % size == 0), str(value))
        case _:
            return _flow(written(kind, value))


def _flow(value: Any) -> str:
    match value:
        case list():
            return f"[{', '.join(_flow(item) for item in value)}]"
        case dict():
            return "{" + ", ".join(f"{_flow(name)}: {_flow(item)}" for name, item in value.items()) + "}"
        case float():
            return f"{value:g}"
        case str() if _is_plain(value):
            return value
        case _:
            return json.dumps(value, ensure_ascii=False)


def _is_plain(text: str) -> bool:
    return (
        text.replace("_", "").replace("-", "").isalnum() and text[0].isalpha() and text not in {"true", "false", "null"}
    )


def _number(kind: Number) -> str:
    name = {Unit.BYTES: "bytes", Unit.SECONDS: "seconds", None: "whole number" if kind.whole else "number"}[kind.unit]
    return name if kind.range == Range() else f"{name} {range_text(kind.range)}"
