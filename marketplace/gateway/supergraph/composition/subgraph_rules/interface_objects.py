"""An @interfaceObject is an entity, and knows none of the implementations it stands for."""

from marketplace.gateway.supergraph.composition.codes import ErrorCode
from marketplace.gateway.supergraph.composition.federation.directives import FederationDirective
from marketplace.gateway.supergraph.composition.report import Report
from marketplace.gateway.supergraph.composition.schema.subgraph import Subgraph


def check_interface_objects(subgraph: Subgraph, report: Report) -> None:
    """Check every @interfaceObject of a subgraph."""
    for definition in subgraph.types.values():
        if not definition.has(FederationDirective.INTERFACE_OBJECT):
            continue
        if not definition.has(FederationDirective.KEY):
            report.error(
                ErrorCode.INTERFACE_OBJECT_USAGE_ERROR,
                f"[{subgraph.name}] The @interfaceObject directive can only be applied to entity types but type"
                f' "{definition.name}" has no @key in this subgraph.',
                (subgraph.name,),
                (definition.position,),
            )
        for field in definition.fields.values():
            if field.has(FederationDirective.OVERRIDE):
                report.error(
                    ErrorCode.OVERRIDE_COLLISION_WITH_ANOTHER_DIRECTIVE,
                    f"@override is not supported on fields of @interfaceObject types: cannot be used on field"
                    f' "{definition.name}.{field.name}" on subgraph "{subgraph.name}".',
                    (subgraph.name,),
                    (field.position,),
                )
