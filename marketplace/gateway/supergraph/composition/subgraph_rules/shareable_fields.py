"""@shareable stands once, on fields of object types, and never on a subscription."""

from marketplace.gateway.supergraph.composition.codes import ErrorCode
from marketplace.gateway.supergraph.composition.federation.directives import FederationDirective
from marketplace.gateway.supergraph.composition.report import Report
from marketplace.gateway.supergraph.composition.schema.elements import FieldElement, TypeElement, TypeKind
from marketplace.gateway.supergraph.composition.schema.subgraph import Subgraph


def check_shareable_fields(subgraph: Subgraph, report: Report) -> None:
    """Check every @shareable of a subgraph; what Federation 1 shares it shares by nature."""
    if subgraph.links.is_federation_1:
        return
    for definition in subgraph.types.values():
        for field in definition.fields.values():
            problem = _problem(definition, field)
            if problem:
                code, message = problem
                report.error(code, f"[{subgraph.name}] {message}", (subgraph.name,), (field.position,))


def _problem(definition: TypeElement, field: FieldElement) -> tuple[ErrorCode, str] | None:
    uses = field.applied(FederationDirective.SHAREABLE)
    coordinate = f"{definition.name}.{field.name}"
    if not uses:
        return None
    if definition.kind is TypeKind.INTERFACE:
        return (
            ErrorCode.INVALID_SHAREABLE_USAGE,
            f'Invalid use of @shareable on field "{coordinate}": only object type fields can be marked with @shareable',
        )
    if definition.name == "Subscription":
        return (
            ErrorCode.INVALID_FIELD_SHARING,
            f'Field "{coordinate}" of the subscription root type cannot be marked as shareable',
        )
    if len(uses) > 1:
        return (
            ErrorCode.INVALID_SHAREABLE_USAGE,
            f'Invalid duplicate application of @shareable on field "{coordinate}"',
        )
    return None
