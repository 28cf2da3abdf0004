"""The formats of `@cacheTag`: text with `{$args.name}` of a root field's arguments, or `{$key.name}` of an entity's
key fields; dots lead into objects.

Source: https://www.apollographql.com/docs/graphos/schema-design/federated-schemas/reference/directives#cachetag
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import orjson
from graphql import FieldNode, Undefined, ValueNode, value_from_ast_untyped

from marketplace.gateway.cache.tags import cache_tag

_PLACEHOLDER = re.compile(r"\{\s*\$(args|key)\.([A-Za-z0-9_.]+)\s*\}")


@dataclass(frozen=True, slots=True)
class TagFormat:
    """Texts and the paths of the values between them: one text more than paths."""

    texts: tuple[str, ...]
    paths: tuple[tuple[str, ...], ...]
    arguments: Mapping[str, ValueNode]

    @classmethod
    def of_field(cls, text: str, field: FieldNode) -> Self:
        """For a root field with these arguments."""
        return cls._read(text, {argument.name.value: argument.value for argument in field.arguments or ()})

    @classmethod
    def of_entity(cls, text: str) -> Self:
        return cls._read(text, {})

    @classmethod
    def _read(cls, text: str, arguments: Mapping[str, ValueNode]) -> Self:
        parts = _PLACEHOLDER.split(text)
        return cls(tuple(parts[0::3]), tuple(tuple(path.split(".")) for path in parts[2::3]), arguments)

    def for_variables(self, variables: Mapping[str, Any]) -> str:
        """The tag of an answer to the field, asked with these variables."""
        given = {
            name: value_from_ast_untyped(node, dict(variables))
            for name, node in self.arguments.items()
            if any(path[0] == name for path in self.paths)
        }
        return self.for_key(given)

    def for_key(self, key: Mapping[str, Any]) -> str:
        """The tag of an entity; what the key does not have is empty."""
        text = self.texts[0]
        for path, following in zip(self.paths, self.texts[1:], strict=True):
            text += _text_at(key, path) + following
        return cache_tag(text)


def _text_at(value: Any, path: tuple[str, ...]) -> str:
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    if value is None or value is Undefined:
        return ""
    return value if isinstance(value, str) else orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
