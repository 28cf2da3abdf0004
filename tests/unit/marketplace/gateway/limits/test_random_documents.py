"""The counters, which never expand a fragment, say what a document is that has them all expanded."""

from collections.abc import Iterator

import pytest
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    parse,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.gateway.errors import OperationLimitError
from marketplace.gateway.limits import DocumentSize, measure_document, refuse_repetition

FRAGMENTS = 4
NAMES = st.sampled_from(["a", "b", "x: a", "y: b", "__schema", "z: __type"])
DIRECTIVES = st.sampled_from(["", "", " @skip(if: true)", " @a @b"])


def selection_sets(fragments: int, depth: int) -> st.SearchStrategy[str]:
    """Spreads only of fragments with a higher number, so that none contains itself."""
    field = st.tuples(NAMES, DIRECTIVES).map("".join)
    parts = [field]
    if depth:
        below = selection_sets(fragments, depth - 1)
        parts += [st.tuples(field, below).map(" ".join), below.map("... on T {}".format)]
    if fragments < FRAGMENTS:
        spread = st.tuples(st.integers(fragments, FRAGMENTS - 1), DIRECTIVES)
        parts.append(spread.map(lambda drawn: f"...f{drawn[0]}{drawn[1]}"))
    return st.lists(st.one_of(parts), min_size=1, max_size=4).map(lambda drawn: "{ " + " ".join(drawn) + " }")


@st.composite
def documents(draw: st.DrawFn) -> str:
    operations = draw(st.lists(selection_sets(0, 3), min_size=1, max_size=2))
    texts = [f"query q{number}{draw(DIRECTIVES)} {text}" for number, text in enumerate(operations)]
    texts += [
        f"fragment f{number} on T{draw(DIRECTIVES)} {draw(selection_sets(number + 1, 2))}"
        for number in range(FRAGMENTS)
    ]
    return "\n".join(texts)


class Expansion:
    """Everything in one definition, fragments written out wherever they are spread."""

    def __init__(self, document: DocumentNode) -> None:
        self.fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
        self.operations = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
        everything = [each for d in self.operations for each in self.walk(d.selection_set, 0, inside=False)]
        self.reached = {node.name.value for node, _, _ in everything if isinstance(node, FragmentSpreadNode)}

    def size(self, definition: OperationDefinitionNode | FragmentDefinitionNode) -> DocumentSize:
        found = list(self.walk(definition.selection_set, 0, inside=False))
        fields = [(node, depth, inside) for node, depth, inside in found if isinstance(node, FieldNode)]
        spread = [self.fragments[node.name.value] for node, _, _ in found if isinstance(node, FragmentSpreadNode)]
        carriers = [definition, *spread, *(node for node, _, _ in found)]
        operation = isinstance(definition, OperationDefinitionNode)
        return DocumentSize(
            depth=max((depth for _, depth, inside in fields if not inside), default=0),
            introspection_depth=max((depth for _, depth, inside in fields if inside), default=0),
            root_fields=sum(depth == 1 for _, depth, _ in fields) if operation else 0,
            fields=len(fields),
            aliases=sum(node.alias is not None for node, _, _ in fields),
            directives=sum(len(carrier.directives or ()) for carrier in carriers),
            selections=len(found),
        )

    def walk(
        self, selection_set: SelectionSetNode, depth: int, *, inside: bool
    ) -> Iterator[tuple[SelectionNode, int, bool]]:
        for node in selection_set.selections:
            if isinstance(node, FieldNode):
                within = inside or node.name.value in {"__schema", "__type"}
                yield node, depth + 1, within
                if node.selection_set:
                    yield from self.walk(node.selection_set, depth + 1, inside=within)
                continue
            yield node, depth, inside
            if isinstance(node, InlineFragmentNode):
                yield from self.walk(node.selection_set, depth, inside=inside)
            elif isinstance(node, FragmentSpreadNode):
                yield from self.walk(self.fragments[node.name.value].selection_set, depth, inside=inside)

    def repeats(self, selection_sets: list[SelectionSetNode]) -> int:
        """How often some response name is selected in one place once everything is merged."""
        merged: dict[str, list[FieldNode]] = {}
        for selection_set in selection_sets:
            for node, depth, _ in self.walk(selection_set, 0, inside=False):
                if isinstance(node, FieldNode) and depth == 1:
                    merged.setdefault((node.alias or node.name).value, []).append(node)
        below = [[node.selection_set for node in nodes if node.selection_set] for nodes in merged.values()]
        return max([len(nodes) for nodes in merged.values()] + [self.repeats(sets) for sets in below if sets])


@given(documents())
@settings(max_examples=40, deadline=None)
def test_counters_agree_with_the_expanded_document(text: str) -> None:
    document = parse(text)
    expansion = Expansion(document)
    expected = DocumentSize()
    for definition in expansion.operations:
        expected = expected.widest(expansion.size(definition))
    for name in expansion.fragments.keys() - expansion.reached:
        expected = expected.widest(expansion.size(expansion.fragments[name]))
    assert measure_document(document) == expected


@given(documents())
@settings(max_examples=30, deadline=None)
def test_repetition_is_refused_from_the_first_that_is_too_many(text: str) -> None:
    document = parse(text)
    expansion = Expansion(document)
    repeats = max(
        expansion.repeats([definition.selection_set])
        for definition in document.definitions
        if isinstance(definition, OperationDefinitionNode | FragmentDefinitionNode)
    )
    refuse_repetition(document, repeats)
    with pytest.raises(OperationLimitError):
        refuse_repetition(document, repeats - 1)
