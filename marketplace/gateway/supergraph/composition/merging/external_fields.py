"""A field marked @external must say the same as the field it stands for."""

from collections.abc import Sequence

from graphql import print_ast

from marketplace.gateway.supergraph.composition.codes import ErrorCode
from marketplace.gateway.supergraph.composition.merging.sources import Merge, Source
from marketplace.gateway.supergraph.composition.schema.elements import FieldElement, InputElement
from marketplace.gateway.supergraph.composition.schema.values import canonical


def check_external_field(
    merge: Merge,
    coordinate: str,
    source: Source[FieldElement],
    merged: FieldElement,
    declaring: Sequence[Source[FieldElement]],
) -> None:
    """Report where the external declaration of a subgraph contradicts the fields it stands for."""
    external = source.element
    if all(each.element.type != external.type for each in declaring):
        merge.error(
            ErrorCode.EXTERNAL_TYPE_MISMATCH,
            f'Type of field "{coordinate}" is incompatible across subgraphs (where marked @external): it has type'
            f' "{merged.type}" elsewhere but type "{external.type}" in subgraph "{source.subgraph.name}"',
            [source],
        )
    for name, argument in merged.arguments.items():
        declared = external.arguments.get(name)
        if declared is None:
            merge.error(
                ErrorCode.EXTERNAL_ARGUMENT_MISSING,
                f'Field "{coordinate}" is missing argument "{coordinate}({name}:)" where it is @external, in subgraph'
                f' "{source.subgraph.name}"',
                [source],
            )
        else:
            _check_argument(merge, f"{coordinate}({name}:)", Source(source.subgraph, declared), argument)


def _check_argument(merge: Merge, coordinate: str, source: Source[InputElement], merged: InputElement) -> None:
    declared = source.element
    if not merge.subtyping.is_subtype(merged.type, declared.type):
        merge.error(
            ErrorCode.EXTERNAL_ARGUMENT_TYPE_MISMATCH,
            f'Type of argument "{coordinate}" is incompatible across subgraphs (where its field is marked @external):'
            f' it has type "{merged.type}" elsewhere but type "{declared.type}" in subgraph "{source.subgraph.name}"',
            [source],
        )
    if canonical(declared.default) != canonical(merged.default):
        merge.error(
            ErrorCode.EXTERNAL_ARGUMENT_DEFAULT_MISMATCH,
            f'Argument "{coordinate}" has incompatible defaults across subgraphs (where its field is marked @external):'
            f' it has {_described(merged)} elsewhere but {_described(declared)} in subgraph "{source.subgraph.name}"',
            [source],
        )


def _described(element: InputElement) -> str:
    return f"default value {print_ast(element.default)}" if element.default else "no default value"
