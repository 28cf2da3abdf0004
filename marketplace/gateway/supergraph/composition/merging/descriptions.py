"""One description out of many: the most frequent, and of these the first."""

from collections import Counter
from collections.abc import Sequence

from marketplace.gateway.supergraph.composition.codes import HintCode
from marketplace.gateway.supergraph.composition.merging.sources import Merge, Source
from marketplace.gateway.supergraph.composition.schema.elements import Element


def merge_description(merge: Merge, coordinate: str, sources: Sequence[Source[Element]]) -> str | None:
    """Choose the description of an element and hint when subgraphs describe it differently."""
    described = [source for source in sources if source.element.description]
    counts = Counter(source.element.description for source in described)
    if not counts:
        return None
    chosen = max(counts, key=lambda text: counts[text])
    if len(counts) > 1:
        origin = next(source.subgraph.name for source in described if source.element.description == chosen)
        merge.hint(
            HintCode.INCONSISTENT_DESCRIPTION,
            f'Element "{coordinate}" has inconsistent descriptions across subgraphs. The supergraph will use the'
            f' description from subgraph "{origin}".',
            described,
        )
    return chosen
