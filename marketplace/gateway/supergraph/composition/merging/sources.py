"""The pieces that are merged, one element of each subgraph that has it, and what every merging step needs besides."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from marketplace.gateway.supergraph.composition.codes import ErrorCode, HintCode
from marketplace.gateway.supergraph.composition.merging.composed_directives import ComposedDirectives
from marketplace.gateway.supergraph.composition.merging.overrides import Overrides
from marketplace.gateway.supergraph.composition.report import Report
from marketplace.gateway.supergraph.composition.schema.elements import Element, Schema
from marketplace.gateway.supergraph.composition.schema.subgraph import Subgraph
from marketplace.gateway.supergraph.composition.schema.subtyping import Subtyping

E = TypeVar("E", bound=Element, covariant=True)


@dataclass(frozen=True, slots=True)
class Source(Generic[E]):
    """What one subgraph says about an element."""

    subgraph: Subgraph
    element: E


@dataclass(frozen=True, slots=True)
class Merge:
    """The state shared by the merging steps; `schema` is the supergraph's schema as it grows."""

    subgraphs: Sequence[Subgraph]
    graph_names: dict[str, str]
    subtyping: Subtyping
    overrides: Overrides
    composed: ComposedDirectives
    schema: Schema
    report: Report

    def graph(self, subgraph: Subgraph) -> str:
        """Return the value of the join__Graph enum which stands for a subgraph."""
        return self.graph_names[subgraph.name]

    def error(self, code: ErrorCode, message: str, sources: Iterable[Source[Element]]) -> None:
        """Report an error with the subgraphs and positions of the sources that cause it."""
        found = list(sources)
        self.report.error(
            code, message, (each.subgraph.name for each in found), (each.element.position for each in found)
        )

    def hint(self, code: HintCode, message: str, sources: Iterable[Source[Element]]) -> None:
        """Report a hint with the subgraphs and positions of the sources that cause it."""
        found = list(sources)
        self.report.hint(
            code, message, (each.subgraph.name for each in found), (each.element.position for each in found)
        )


def subgraph_list(names: Iterable[str]) -> str:
    """Write subgraph names as a message lists them: `subgraph "a"`, `subgraphs "a" and "b"`."""
    quoted = [f'"{name}"' for name in names]
    if len(quoted) == 1:
        return f"subgraph {quoted[0]}"
    return f"subgraphs {', '.join(quoted[:-1])} and {quoted[-1]}" if quoted else "no subgraph"


def describe_by_subgraph(sources: Iterable[Source[E]], describe: Callable[[E], str]) -> str:
    """Group sources by what they say: `type "Int" in subgraph "a" but type "ID" in subgraph "b"`."""
    groups: dict[str, list[str]] = {}
    for source in sources:
        groups.setdefault(describe(source.element), []).append(source.subgraph.name)
    return " but ".join(f"{said} in {subgraph_list(names)}" for said, names in groups.items())
