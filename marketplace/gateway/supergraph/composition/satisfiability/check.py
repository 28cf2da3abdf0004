"""Check that the subgraphs can answer every query, whatever labels of @override are set."""

from collections.abc import Iterator
from itertools import product

from marketplace.gateway.supergraph.composition.codes import ErrorCode
from marketplace.gateway.supergraph.composition.merging.sources import Merge
from marketplace.gateway.supergraph.composition.satisfiability.explanation import Explainer
from marketplace.gateway.supergraph.composition.satisfiability.solver import Solver
from marketplace.gateway.supergraph.composition.satisfiability.walk import Unsatisfied, unsatisfied_fields
from marketplace.gateway.supergraph.composition.schema.subgraph import Subgraph

# Every combination of labels is tried up to this many; beyond, none, all, and each label alone.
_MOST_COMBINED_LABELS = 6


def check_satisfiability(merge: Merge) -> None:
    """Report each field of the supergraph that some query cannot get."""
    subgraphs = {subgraph.name: subgraph for subgraph in merge.subgraphs}
    reported = set()
    for labels in _label_settings(merge.overrides.labels):
        solver = Solver(merge.schema, subgraphs, merge.overrides, labels)
        explainer = Explainer(merge.schema, subgraphs, solver)
        for unsatisfied in unsatisfied_fields(merge.schema, solver):
            field = (unsatisfied.situation.object_type, unsatisfied.field_name)
            if field not in reported:
                reported.add(field)
                _report(merge, unsatisfied, explainer.explain(unsatisfied), subgraphs)


def _label_settings(labels: list[str]) -> Iterator[frozenset[str]]:
    if len(labels) <= _MOST_COMBINED_LABELS:
        for setting in product((False, True), repeat=len(labels)):
            yield frozenset(label for label, is_set in zip(labels, setting, strict=True) if is_set)
        return
    yield frozenset()
    yield frozenset(labels)
    for label in labels:
        yield frozenset({label})


def _report(merge: Merge, unsatisfied: Unsatisfied, message: str, subgraphs: dict[str, Subgraph]) -> None:
    declaring = [
        (name, subgraph.types[unsatisfied.situation.object_type])
        for name, subgraph in subgraphs.items()
        if unsatisfied.situation.object_type in subgraph.types
    ]
    fields = [
        (name, definition.fields[unsatisfied.field_name])
        for name, definition in declaring
        if unsatisfied.field_name in definition.fields
    ]
    merge.report.error(
        ErrorCode.SATISFIABILITY_ERROR,
        message,
        [name for name, _ in fields or declaring],
        [element.position for _, element in fields or declaring],
    )
