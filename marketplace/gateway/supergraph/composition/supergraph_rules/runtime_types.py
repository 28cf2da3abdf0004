"""A shared field of an abstract type must be able to return the same object whichever subgraph is asked."""

from marketplace.gateway.supergraph.composition.codes import ErrorCode, HintCode
from marketplace.gateway.supergraph.composition.merging.merge_fields import resolves
from marketplace.gateway.supergraph.composition.merging.sources import Merge, Source, subgraph_list
from marketplace.gateway.supergraph.composition.schema.elements import FieldElement
from marketplace.gateway.supergraph.composition.schema.type_refs import innermost


def check_runtime_types(merge: Merge) -> None:
    """Compare the object types which the subgraphs of each shared field can return."""
    for definition in merge.schema.objects():
        for field in definition.fields.values():
            returned = merge.schema.types.get(innermost(field.type))
            if returned is None or not returned.is_abstract:
                continue
            sources = [
                source
                for subgraph in merge.subgraphs
                if definition.name in subgraph.types and field.name in subgraph.types[definition.name].fields
                if resolves(
                    merge, source := Source(subgraph, subgraph.field(definition.name, field.name)), definition.name
                )
            ]
            if len(sources) > 1:
                _compare(merge, f"{definition.name}.{field.name}", sources)


def _compare(merge: Merge, coordinate: str, sources: list[Source[FieldElement]]) -> None:
    possible = {source.subgraph.name: _runtime_types(merge, source) for source in sources}
    if len(set(possible.values())) == 1:
        return
    described = ", ".join(f'{sorted(types)} in subgraph "{name}"' for name, types in possible.items())
    if frozenset.intersection(*possible.values()):
        merge.hint(
            HintCode.INCONSISTENT_RUNTIME_TYPES_FOR_SHAREABLE_RETURN,
            f'Shared field "{coordinate}" can return different object types in different subgraphs: {described}.',
            sources,
        )
        return
    merge.error(
        ErrorCode.SHAREABLE_HAS_MISMATCHED_RUNTIME_TYPES,
        f'Shared field "{coordinate}" has a non-intersecting set of possible runtime types across'
        f" {subgraph_list(possible)}: {described}. Shared fields must resolve the same way in all subgraphs.",
        sources,
    )


def _runtime_types(merge: Merge, source: Source[FieldElement]) -> frozenset[str]:
    returned = innermost(source.element.type)
    if source.subgraph.is_interface_object(returned):
        return frozenset(merge.schema.runtime_types(returned))
    return frozenset(source.subgraph.runtime_types(returned))
