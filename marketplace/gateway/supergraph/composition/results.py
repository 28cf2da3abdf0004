"""What goes into a composition and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.gateway.supergraph.composition.codes import ErrorCode, HintCode


@dataclass(frozen=True, slots=True)
class SubgraphDefinition:
    """One subgraph as its team publishes it: a name, where it listens, and its schema text."""

    name: str
    url: str
    sdl: str


@dataclass(frozen=True, slots=True, order=True)
class SourcePosition:
    """A place in the schema text of one subgraph; line and column count from 1."""

    subgraph: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.subgraph}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class CompositionError:
    """A reason why these subgraphs have no supergraph."""

    code: ErrorCode
    message: str
    subgraphs: tuple[str, ...] = ()
    positions: tuple[SourcePosition, ...] = ()

    def __str__(self) -> str:
        where = f" ({', '.join(map(str, self.positions))})" if self.positions else ""
        return f"{self.code}: {self.message}{where}"


@dataclass(frozen=True, slots=True)
class CompositionHint:
    """Something that composes, but that the owners of the subgraphs probably want to know."""

    code: HintCode
    message: str
    subgraphs: tuple[str, ...] = ()
    positions: tuple[SourcePosition, ...] = ()

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


@dataclass(frozen=True, slots=True)
class CompositionResult:
    """Either a supergraph and no errors, or errors and no supergraph; hints come with both."""

    supergraph_sdl: str | None
    errors: tuple[CompositionError, ...]
    hints: tuple[CompositionHint, ...]
