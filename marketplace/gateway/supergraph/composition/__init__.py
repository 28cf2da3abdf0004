"""Composition: subgraph schemas (Federation 1 and 2) to one supergraph schema that any federation gateway can read."""

from marketplace.gateway.supergraph.composition.codes import ErrorCode, HintCode
from marketplace.gateway.supergraph.composition.compose import compose
from marketplace.gateway.supergraph.composition.results import (
    CompositionError,
    CompositionHint,
    CompositionResult,
    SourcePosition,
    SubgraphDefinition,
)

__all__ = [
    "CompositionError",
    "CompositionHint",
    "CompositionResult",
    "ErrorCode",
    "HintCode",
    "SourcePosition",
    "SubgraphDefinition",
    "compose",
]
