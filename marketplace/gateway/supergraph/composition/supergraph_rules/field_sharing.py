"""A field that several subgraphs resolve must be @shareable in each of them.

Source: https://www.apollographql.com/docs/graphos/schema-design/federated-schemas/sharing-types
"""

from collections.abc import Iterator
from dataclasses import dataclass

from marketplace.gateway.supergraph.composition.codes import ErrorCode
from marketplace.gateway.supergraph.composition.merging.sources import Merge, subgraph_list
from marketplace.gateway.supergraph.composition.schema.elements import FieldElement, TypeElement
from marketplace.gateway.supergraph.composition.schema.subgraph import Subgraph


@dataclass(frozen=True, slots=True)
class _Resolver:
    subgraph: Subgraph
    type_name: str
    field: FieldElement

    @property
    def is_shareable(self) -> bool:
        return self.is_provided or self.subgraph.is_shareable(self.type_name, self.field.name)

    @property
    def is_external(self) -> bool:
        return self.subgraph.is_external(self.type_name, self.field.name)

    @property
    def is_provided(self) -> bool:
        """An external field which is provided somewhere is resolved here on that path."""
        return self.is_external and (self.type_name, self.field.name) in self.subgraph.provided_fields


def check_field_sharing(merge: Merge) -> None:
    """Report every field of an object type that is resolved more than once without leave."""
    for definition in merge.schema.objects():
        for field_name in definition.fields:
            resolvers = list(_resolvers(merge, definition, field_name))
            refusing = [resolver for resolver in resolvers if not resolver.is_shareable]
            if len(resolvers) > 1 and refusing:
                _report(merge, f"{definition.name}.{field_name}", resolvers, refusing)


def _resolvers(merge: Merge, definition: TypeElement, field_name: str) -> Iterator[_Resolver]:
    for subgraph in merge.subgraphs:
        interface_objects = [name for name in definition.interfaces if subgraph.is_interface_object(name)]
        for type_name in (definition.name, *interface_objects):
            declared = subgraph.types.get(type_name)
            field = declared.fields.get(field_name) if declared else None
            if field is None:
                continue
            resolver = _Resolver(subgraph, type_name, field)
            is_overridden = merge.overrides.of(subgraph.name, type_name, field_name) is not None
            if not is_overridden and (not resolver.is_external or resolver.is_provided):
                yield resolver


def _report(merge: Merge, coordinate: str, resolvers: list[_Resolver], refusing: list[_Resolver]) -> None:
    everywhere = len(refusing) == len(resolvers)
    where = "all of them" if everywhere else subgraph_list(resolver.subgraph.name for resolver in refusing)
    merge.report.error(
        ErrorCode.INVALID_FIELD_SHARING,
        f'Non-shareable field "{coordinate}" is resolved from multiple subgraphs: it is resolved from'
        f" {subgraph_list(resolver.subgraph.name for resolver in resolvers)} and defined as non-shareable in {where}",
        (resolver.subgraph.name for resolver in resolvers),
        (resolver.field.position for resolver in resolvers),
    )
