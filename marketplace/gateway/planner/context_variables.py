"""The variables that carry the values of contexts into a fetch, and what contexts ask of other fetches."""

from collections.abc import Iterator, Sequence

from marketplace.gateway.plan.nodes import Variable
from marketplace.gateway.planner.fetch_group import FetchGroup, SelectionTree, WireField
from marketplace.gateway.supergraph.model import ContextArgument

Use = tuple[str, str, str]
"""What is one variable: a context, what is selected of it, the type of the argument."""


def use_of(argument: ContextArgument) -> Use:
    """What the variable of the argument stands for."""
    return argument.context, argument.text, argument.type


class ContextVariables:
    """The variables of one plan, one for each use. Sets `given` throughout the groups' selections.

    `stem` begins their names; `$` and the stem occur nowhere else in what is sent.
    """

    def __init__(self, groups: Sequence[FetchGroup]) -> None:
        self._of_use: dict[Use, Variable] = {}
        self.stem = "context"
        if not any(group.contexts for group in groups):
            return
        fields = [field for group in groups for field in _fields(group.tree)]
        while any(f"${self.stem}" in f.selection.arguments + f.selection.directives for f in fields):
            self.stem += "_"
        for field in fields:
            field.given = ", ".join(f"{use.name}: ${self._variable(use).name}" for use in field.contexts)

    def of(self, group: FetchGroup) -> dict[Use, Variable]:
        """The variables that the group's selections use."""
        return {use_of(argument): self._variable(argument) for argument in group.contexts}

    def _variable(self, argument: ContextArgument) -> Variable:
        use = use_of(argument)
        if use not in self._of_use:
            self._of_use[use] = Variable(f"{self.stem}{len(self._of_use)}", argument.type)
        return self._of_use[use]


def _fields(tree: SelectionTree) -> Iterator[WireField]:
    for field in tree.fields.values():
        yield field
        if field.child is not None:
            yield from _fields(field.child)


def groups_inside_contexts(groups: Sequence[FetchGroup]) -> set[FetchGroup]:
    """The groups whose entities lie between an object that sets a context and one that takes a value from
    it: one entity may stand there in several contexts, so that objects below it must not be shared.
    """
    return {
        group
        for taker in groups
        for enclosing in taker.contexts.values()
        for depth in (min((each.depth for each in enclosing), default=len(taker.path)),)
        for group in groups
        if depth <= len(group.path) < len(taker.path)
        and all(mine.key == its.key for mine, its in zip(group.path, taker.path, strict=False))
    }
