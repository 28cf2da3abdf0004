"""A report as people read it, before it is HTML, Markdown, PDF or text: figures, tables and charts in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from reliability.reports.report import Interval


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with the words that say where it comes from."""

    name: str
    text: str
    formula: str


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    numeric: bool = False
    link: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """`empty` is said instead of a table without rows."""

    kind: ClassVar = "table"
    columns: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str


@dataclass(frozen=True, slots=True)
class Chart:
    kind: ClassVar = "chart"
    svg: str


@dataclass(frozen=True, slots=True)
class Words:
    kind: ClassVar = "words"
    text: str


@dataclass(frozen=True, slots=True)
class Days:
    """Days that open to hours, and these to minutes; formats that do not open show the days."""

    kind: ClassVar = "days"
    days: tuple["Line", ...]
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An interval in words."""

    interval: Interval
    when: str
    counts: str
    spent: str
    causes: str
    anchor: str
    lines: tuple["Line", ...]


Part = Table | Chart | Words | Days


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """`place` is its name within a file; `state` is what the policy says, `unknown` without data; `notice` is what a
    reader must know first.
    """

    reference: str
    place: str
    subtitle: str
    state: str
    actions: tuple[str, ...]
    notice: str
    headline: tuple[Figure, ...]
    figures: tuple[Figure, ...]
    sections: tuple[Section, ...]


def table(columns: Sequence[str], rows: Sequence[Sequence[str | Cell]], *, empty: str, numeric: Sequence[int]) -> Table:
    """Return a table whose columns `numeric`, by index, stand flush right."""

    def cell(index: int, value: str | Cell) -> Cell:
        return value if isinstance(value, Cell) else Cell(value, numeric=index in numeric)

    return Table(
        columns=tuple(Cell(name, numeric=index in numeric) for index, name in enumerate(columns)),
        rows=tuple(tuple(cell(index, value) for index, value in enumerate(row)) for row in rows),
        empty=empty,
    )
