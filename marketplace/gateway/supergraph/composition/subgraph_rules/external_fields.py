"""A field is declared @external for a reason, and says nothing else about itself."""

from marketplace.gateway.supergraph.composition.codes import ErrorCode
from marketplace.gateway.supergraph.composition.federation.directives import FederationDirective
from marketplace.gateway.supergraph.composition.merging.features import MERGED_DIRECTIVES
from marketplace.gateway.supergraph.composition.report import Report
from marketplace.gateway.supergraph.composition.schema.elements import FieldElement, TypeElement, TypeKind
from marketplace.gateway.supergraph.composition.schema.subgraph import Subgraph
from marketplace.gateway.supergraph.composition.schema.usage import implements_interface_field


def check_external_fields(subgraph: Subgraph, report: Report) -> None:
    """Check every @external field of a subgraph."""
    for definition in subgraph.types.values():
        for field in definition.fields.values():
            if field.has(FederationDirective.EXTERNAL):
                _check(subgraph, definition, field, report)


def _check(subgraph: Subgraph, definition: TypeElement, field: FieldElement, report: Report) -> None:
    coordinate = f"{definition.name}.{field.name}"
    if definition.kind is TypeKind.INTERFACE:
        report.error(
            ErrorCode.EXTERNAL_ON_INTERFACE,
            f'[{subgraph.name}] Interface type field "{coordinate}" is marked @external but @external is not allowed on'
            " interface fields (it is nonsensical).",
            (subgraph.name,),
            (field.position,),
        )
    pair = (definition.name, field.name)
    used = subgraph.key_fields | subgraph.required_fields | subgraph.provided_fields
    if pair not in used and not implements_interface_field(subgraph, definition, field.name):
        report.error(
            ErrorCode.EXTERNAL_UNUSED,
            f'[{subgraph.name}] Field "{coordinate}" is marked @external but is not used in any federation directive'
            " (@key, @provides, @requires) or to satisfy an interface; the field declaration has no use and should be"
            " removed (or the field should not be @external).",
            (subgraph.name,),
            (field.position,),
        )
    for use in field.directives:
        if use.federation in MERGED_DIRECTIVES:
            report.error(
                ErrorCode.MERGED_DIRECTIVE_APPLICATION_ON_EXTERNAL,
                f'[{subgraph.name}] Cannot apply merged directive @{use.name} to external field "{coordinate}"',
                (subgraph.name,),
                (use.position,),
            )
