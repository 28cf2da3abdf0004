"""The option tables of the documentation."""

from collections.abc import Iterator
from dataclasses import dataclass

from marketplace.gateway.config import GatewayConfig
from marketplace.gateway.configuration.docstrings import class_docstring
from marketplace.gateway.configuration.kinds import Kind, Option, Optional, Section, Series, Table
from marketplace.gateway.configuration.read_environment import variable_of
from marketplace.gateway.configuration.texts import default_text, type_text

BEGIN = "<!-- written by `python -m marketplace.gateway config docs` -->"
END = "<!-- end of what is written by the command -->"
HEAD = "| option | type | default | meaning | environment variable |\n| --- | --- | --- | --- | --- |"
WHOLE = "The whole gateway"


@dataclass(frozen=True, slots=True)
class _Place:
    """A section by its path: where a name is chosen it is written NAME, where a list's element is meant `[]`."""

    path: str
    kind: Section
    meaning: str
    needs_restart: bool


def with_tables(document: str) -> str:
    """The document with new tables between its markers. Raises ValueError where it has none."""
    before, begin, rest = document.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"The document lacks the lines {BEGIN!r} and {END!r}, between which the tables stand.")
    return f"{before}{BEGIN}\n\n{option_tables()}\n{END}{after}"


def option_tables() -> str:
    """One table for each section, with the sections that several places share shown once, at the first."""
    places: dict[Section, list[_Place]] = {}
    for place in _places(_Place("", Section(GatewayConfig), "", needs_restart=False)):
        places.setdefault(place.kind, []).append(place)
    return "\n".join(_table(kind, found) for kind, found in places.items())


def _places(place: _Place) -> Iterator[_Place]:
    yield place
    for option in place.kind.options:
        path = f"{place.path}.{option.name}" if place.path else option.name
        below = _below(option.kind, path, option.meaning, needs_restart=place.needs_restart or option.needs_restart)
        if below is not None:
            yield from _places(below)


def _below(kind: Kind, path: str, meaning: str, *, needs_restart: bool) -> _Place | None:
    match kind:
        case Optional():
            return _below(kind.kind, path, meaning, needs_restart=needs_restart)
        case Section():
            return _Place(path, kind, meaning, needs_restart)
        case Table():
            return _below(kind.value, f"{path}.NAME", meaning, needs_restart=needs_restart)
        case Series():
            return _below(kind.item, f"{path}[]", meaning, needs_restart=needs_restart)
        case _:
            return None


def _table(kind: Section, places: list[_Place]) -> str:
    first, others = places[0], places[1:]
    texts = dict.fromkeys((first.meaning, class_docstring(kind.of)))
    lines = [f"### {f'`{first.path}`' if first.path else WHOLE}", "", " ".join(text for text in texts if text)]
    if first.needs_restart:
        lines[-1] += " Needs a restart."
    if others:
        lines += ["", f"The same options at {', '.join(f'`{place.path}`' for place in others)}."]
    rows = [_row(option, first) for option in kind.options if not isinstance(option.kind, Section)]
    return "\n".join([*lines, "", HEAD, *rows, ""]) if rows else "\n".join([*lines, ""])


def _row(option: Option, place: _Place) -> str:
    path = f"{place.path}.{option.name}" if place.path else option.name
    meaning = option.meaning + (" Needs a restart." if option.needs_restart else "")
    default = default_text(option)
    cells = (
        f"`{option.name}`",
        type_text(option.kind),
        default if option.default is None else f"`{default}`",
        meaning,
        "" if "[]" in path else f"`{variable_of(path)}`",
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
