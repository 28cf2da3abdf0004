"""A JSON Schema (draft 2020-12) of the configuration, for editors that complete and check YAML and TOML."""

from collections.abc import Callable
from typing import Any

from marketplace.gateway.config import GatewayConfig
from marketplace.gateway.configuration.docstrings import class_docstring
from marketplace.gateway.configuration.kinds import (
    Choice,
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
from marketplace.gateway.configuration.scalars import UNITS
from marketplace.gateway.configuration.written import written

REFERENCE = r"\$\{[A-Za-z_][A-Za-z0-9_]*\}"
FROM_FILE = {
    "type": "object",
    "properties": {"file": {"type": "string", "description": "The file whose text is the value."}},
    "required": ["file"],
    "additionalProperties": False,
}


def json_schema() -> dict[str, Any]:
    """Of a whole file."""
    definitions: dict[str, Any] = {}
    whole = _section(Section(GatewayConfig), definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Configuration of the gateway",
        "description": "Written by `python -m marketplace.gateway config schema`.",
        **{key: value for key, value in whole.items() if key not in {"title", "description"}},
        "$defs": {
            "reference": {"type": "string", "pattern": f"^{REFERENCE}$", "description": "An environment variable."},
            "file": FROM_FILE,
            **dict(sorted(definitions.items())),
        },
    }


def _schema(kind: Kind, definitions: dict[str, Any]) -> dict[str, Any]:
    match kind:
        case Optional():
            return {"anyOf": [_schema(kind.kind, definitions), {"type": "null"}]}
        case Section():
            name = kind.of.__name__
            if name not in definitions:
                definitions[name] = {}
                definitions[name] = _section(kind, definitions)
            return {"$ref": f"#/$defs/{name}"}
        case Table():
            return {"type": "object", "additionalProperties": _schema(kind.value, definitions)}
        case Series():
            return {"type": "array", "items": _schema(kind.item, definitions)}
        case _:
            return _scalar(kind)


def _scalar(kind: Kind) -> dict[str, Any]:
    match kind:
        case Number():
            return _referable(_number(kind))
        case Flag():
            return _referable({"type": "boolean"})
        case Choice():
            return _referable({"enum": list(kind.values)})
        case Text(secret=True):
            return {"anyOf": [{"type": "string", "pattern": f"^$|{REFERENCE}"}, {"$ref": "#/$defs/file"}]}
        case Text():
            return {"anyOf": [{"type": "string"}, {"$ref": "#/$defs/file"}]}
        case _:
            return {"type": "string"}


def _number(kind: Number) -> dict[str, Any]:
    bounds = {"minimum": kind.range.minimum, "maximum": kind.range.maximum}
    number = {
        "type": "integer" if kind.whole else "number",
        **{name: bound for name, bound in bounds.items() if bound is not None},
    }
    if kind.unit is None:
        return number
    units = "|".join(UNITS[kind.unit])
    quantity = {"type": "string", "pattern": rf"^[0-9][0-9_]*(\.[0-9]+)? ?({units})$"}
    return {"anyOf": [number, quantity]}


def _referable(schema: dict[str, Any]) -> dict[str, Any]:
    """Or an environment variable instead."""
    reference = {"$ref": "#/$defs/reference"}
    return {"anyOf": [*schema.get("anyOf", [schema]), reference]}


def _section(kind: Section, definitions: dict[str, Any]) -> dict[str, Any]:
    required = [option.name for option in kind.options if option.default is None]
    return {
        "type": "object",
        "description": class_docstring(kind.of),
        "properties": {option.name: _option(option, definitions) for option in kind.options},
        **({"required": required} if required else {}),
        "additionalProperties": False,
    }


def _option(option: Option, definitions: dict[str, Any]) -> dict[str, Any]:
    return {"description": option.meaning, **_schema(option.kind, definitions), **_default(option.kind, option.default)}


def _default(kind: Kind, default: Callable[[], Any] | None) -> dict[str, Any]:
    if default is None or isinstance(kind, Section) or (isinstance(kind, Text) and kind.secret):
        return {}
    return {"default": written(kind, default())}
