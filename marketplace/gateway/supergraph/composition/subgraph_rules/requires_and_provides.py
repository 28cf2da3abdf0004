"""@requires and @provides select external fields, and stand on fields of object types."""

from collections.abc import Iterator

from marketplace.gateway.supergraph.composition.codes import ErrorCode
from marketplace.gateway.supergraph.composition.federation.directives import FederationDirective
from marketplace.gateway.supergraph.composition.report import Report
from marketplace.gateway.supergraph.composition.schema.elements import (
    AppliedDirective,
    FieldElement,
    TypeElement,
    TypeKind,
)
from marketplace.gateway.supergraph.composition.schema.subgraph import Subgraph
from marketplace.gateway.supergraph.composition.schema.type_refs import innermost
from marketplace.gateway.supergraph.composition.subgraph_rules.field_sets import (
    PROVIDES_POLICY,
    REQUIRES_POLICY,
    FieldSetPolicy,
    Problem,
    describe,
    field_set_problems,
)

_UNSUPPORTED_ON_INTERFACE = {
    FederationDirective.REQUIRES: ErrorCode.REQUIRES_UNSUPPORTED_ON_INTERFACE,
    FederationDirective.PROVIDES: ErrorCode.PROVIDES_UNSUPPORTED_ON_INTERFACE,
}


def check_requires_and_provides(subgraph: Subgraph, report: Report) -> None:
    """Check every @requires and @provides of a subgraph."""
    for definition in subgraph.types.values():
        for field in definition.fields.values():
            for policy in (REQUIRES_POLICY, PROVIDES_POLICY):
                for use in field.applied(policy.directive):
                    for code, message in _problems(subgraph, definition, field, use, policy):
                        report.error(code, f"[{subgraph.name}] {message}", (subgraph.name,), (use.position,))


def _problems(
    subgraph: Subgraph, definition: TypeElement, field: FieldElement, use: AppliedDirective, policy: FieldSetPolicy
) -> Iterator[Problem]:
    coordinate = f"{definition.name}.{field.name}"
    if definition.kind is TypeKind.INTERFACE:
        yield (
            _UNSUPPORTED_ON_INTERFACE[policy.directive],
            f'Cannot use @{use.name} on field "{coordinate}" of an interface: it is not supported there',
        )
        return
    parent = definition
    if policy is PROVIDES_POLICY:
        returned = subgraph.types.get(innermost(field.type))
        if returned is None or not returned.is_composite:
            yield (
                ErrorCode.PROVIDES_ON_NON_OBJECT_FIELD,
                (
                    f'Invalid @{use.name} directive on field "{coordinate}": field has type "{field.type}" which is not'
                    " a composite type"
                ),
            )
            return
        parent = returned
    for code, problem in field_set_problems(subgraph, parent, use, policy):
        yield code, f'On field "{coordinate}", for {describe(use)}: {problem}'
