"""Merge the subgraphs into one schema which carries, as join directives, what each subgraph has of it."""

from collections.abc import Sequence

from marketplace.gateway.supergraph.composition.merging.applied_directives import merge_applied_directives
from marketplace.gateway.supergraph.composition.merging.composed_directives import find_composed_directives
from marketplace.gateway.supergraph.composition.merging.graph_names import name_graphs
from marketplace.gateway.supergraph.composition.merging.interface_access import restrict_interfaces
from marketplace.gateway.supergraph.composition.merging.interface_objects import add_interface_object_fields
from marketplace.gateway.supergraph.composition.merging.merge_directive_definitions import merge_directive_definitions
from marketplace.gateway.supergraph.composition.merging.merge_enums import EnumUsage
from marketplace.gateway.supergraph.composition.merging.merge_types import merge_enum, merge_type_shell
from marketplace.gateway.supergraph.composition.merging.overrides import find_overrides
from marketplace.gateway.supergraph.composition.merging.sources import Merge, Source
from marketplace.gateway.supergraph.composition.report import Report
from marketplace.gateway.supergraph.composition.schema.elements import Element, Schema, TypeElement, TypeKind
from marketplace.gateway.supergraph.composition.schema.subgraph import Subgraph
from marketplace.gateway.supergraph.composition.schema.subtyping import Subtyping


def merge_subgraphs(subgraphs: Sequence[Subgraph], report: Report) -> Merge:
    """Merge subgraphs (sorted by name); what cannot be merged is reported and left out."""
    merge = Merge(
        subgraphs=subgraphs,
        graph_names=name_graphs([subgraph.name for subgraph in subgraphs]),
        subtyping=Subtyping(subgraphs),
        overrides=find_overrides(subgraphs, report),
        composed=find_composed_directives(subgraphs, report),
        schema=Schema(),
        report=report,
    )
    sources = _sources(subgraphs)
    for name, found in sources.items():
        merged = merge_type_shell(merge, name, found)
        if merged:
            merge.schema.types[name] = merged
    on_schemas = [Source(each, Element(name="schema", directives=each.applied)) for each in subgraphs]
    merge.schema.applied = merge_applied_directives(merge, "schema", on_schemas)
    add_interface_object_fields(merge)
    restrict_interfaces(merge.schema)
    merge_directive_definitions(merge)
    usage = EnumUsage(merge.schema)
    for name, definition in merge.schema.types.items():
        if definition.kind is TypeKind.ENUM:
            merge_enum(merge, name, sources[name], usage)
    _drop_empty_roots(merge.schema)
    return merge


def _sources(subgraphs: Sequence[Subgraph]) -> dict[str, list[Source[TypeElement]]]:
    names = sorted({name for subgraph in subgraphs for name in subgraph.types})
    return {
        name: [Source(subgraph, subgraph.types[name]) for subgraph in subgraphs if name in subgraph.types]
        for name in names
    }


def _drop_empty_roots(schema: Schema) -> None:
    for name in ("Mutation", "Subscription"):
        root = schema.types.get(name)
        if root and not root.fields:
            del schema.types[name]
