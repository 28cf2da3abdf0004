"""Random configurations of the gateway, each with what a file would have for it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from marketplace.gateway.config import GatewayConfig
from marketplace.gateway.configuration.kinds import (
    Choice,
    File,
    Flag,
    Kind,
    Number,
    Optional,
    Section,
    Series,
    Table,
    Text,
)

TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cn"], exclude_characters="$~\u2028\u2029\ufeff"), max_size=6
)
NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
TRIES = 5


class _ContradictionError(Exception):
    """The options drawn for a section contradict one another; then the section is left out."""


@dataclass
class RandomConfiguration:
    """`content` is what a file would have; `environ` holds the secrets that it refers to."""

    config: GatewayConfig
    content: dict[str, Any]
    environ: dict[str, str] = field(default_factory=dict)


@st.composite
def configurations(draw: st.DrawFn, *, nulls: bool = True) -> RandomConfiguration:
    """Without `nulls` nothing is null: TOML has no such value."""
    environ: dict[str, str] = {}
    config, content = draw(_values(Section(GatewayConfig), environ, nulls=nulls))
    return RandomConfiguration(config, content, environ)


@st.composite
def _values(draw: st.DrawFn, kind: Kind, environ: dict[str, str], *, nulls: bool) -> tuple[Any, Any]:  # noqa: PLR0911 - one for each kind
    """A value of the kind, and how a file has it."""

    def value_of(inner: Kind) -> tuple[Any, Any]:
        return draw(_values(inner, environ, nulls=nulls))

    def some_of(inner: Kind) -> list[tuple[Any, Any]]:
        """One, or none where it contradicts itself."""
        try:
            return [value_of(inner)]
        except _ContradictionError:
            return []

    match kind:
        case Optional():
            return (None, None) if nulls and draw(st.booleans()) else value_of(kind.kind)
        case Section():
            return draw(_sections(kind, environ, nulls=nulls))
        case Table():
            names = dict(value_of(kind.key) for _ in range(draw(st.integers(0, 2))))
            pairs = {name: pair for name in names for pair in some_of(kind.value)}
            values = {name: value for name, (value, _) in pairs.items()}
            return values, {names[name]: content for name, (_, content) in pairs.items()}
        case Series():
            items = [pair for _ in range(draw(st.integers(0, 3))) for pair in some_of(kind.item)]
            return kind.make([value for value, _ in items]), [content for _, content in items]
        case Choice():
            text = draw(st.sampled_from(list(kind.values)))
            return kind.values[text], text
        case Text(secret=True):
            text, name = draw(TEXTS), f"SECRET_{len(environ)}"
            environ[name] = text
            return text, f"${{{name}}}"
        case _:
            value = draw(_scalars(kind))
            return value, str(value) if isinstance(kind, File) else value


def _scalars(kind: Kind) -> st.SearchStrategy[Any]:
    match kind:
        case Number():
            least, most = kind.range.minimum, kind.range.maximum
            if kind.whole:
                return st.integers(None if least is None else int(least), None if most is None else int(most))
            return st.floats(least, most, allow_nan=False, allow_infinity=False)
        case Flag():
            return st.booleans()
        case File():
            return NAMES.map(lambda name: Path("/") / name)
        case _:
            return TEXTS


@st.composite
def _sections(draw: st.DrawFn, kind: Section, environ: dict[str, str], *, nulls: bool) -> tuple[Any, Any]:
    """Some of its options. Those that contradict one another are drawn anew."""
    for _ in range(TRIES):
        drawn: dict[str, tuple[Any, Any]] = {}
        for option in kind.options:
            if option.default is None or not draw(st.integers(0, 5)):
                try:
                    drawn[option.name] = draw(_values(option.kind, environ, nulls=nulls))
                except _ContradictionError:
                    if option.default is None:
                        raise
        try:
            section = kind.of(**{name: value for name, (value, _) in drawn.items()})
        except ValueError:
            continue
        return section, {name: content for name, (_, content) in drawn.items()}
    raise _ContradictionError


def as_yaml(content: Mapping[str, Any]) -> str:
    """In flow style: every JSON text is YAML."""
    return json.dumps(content, ensure_ascii=False)


def as_toml(content: Mapping[str, Any], path: str = "") -> str:
    """Tables by headers, as people write them; what is in lists stays inline."""
    own = [f"{_inline(key)} = {_inline(value)}" for key, value in content.items() if not isinstance(value, Mapping)]
    below = [
        f"\n[{path}{_inline(key)}]\n{as_toml(value, f'{path}{_inline(key)}.')}"
        for key, value in content.items()
        if isinstance(value, Mapping)
    ]
    return "\n".join([*own, *below])


def _inline(value: Any) -> str:
    match value:
        case list():
            return f"[{', '.join(_inline(item) for item in value)}]"
        case Mapping():
            return "{" + ", ".join(f"{_inline(name)} = {_inline(item)}" for name, item in value.items()) + "}"
        case _:
            return json.dumps(value, ensure_ascii=False)
