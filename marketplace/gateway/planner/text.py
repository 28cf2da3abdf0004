"""The planner's intermediates as text: where a plan looks wrong, the stage that first does is at fault."""

from collections.abc import Iterable, Sequence

from marketplace.gateway.operation.selection import Selection
from marketplace.gateway.plan.text import print_path
from marketplace.gateway.planner.decision import Decision, Jump, Local
from marketplace.gateway.planner.fetch_group import FetchGroup
from marketplace.gateway.planner.print_operation import print_tree


def print_decisions(decisions: Iterable[Decision]) -> str:
    """Who resolves which field, and by which keys one gets there (made by `decide`)."""
    return "\n".join(line for decision in decisions for line in _decision_lines(decision, 0)) + "\n"


def _decision_lines(decision: Decision, depth: int) -> list[str]:
    lines: list[str] = []
    for step in decision.steps:
        lines.extend(_local_lines(step, depth) if isinstance(step, Local) else _jump_lines(step, depth))
    return lines


def _local_lines(step: Local, depth: int) -> list[str]:
    fragment = f"... on {step.fragment} " if step.fragment else ""
    line = f"{'  ' * depth}{fragment}{step.selection.response_key}"
    if step.child is None:
        return [line]
    return [line, *_decision_lines(step.child, depth + 1)]


def _jump_lines(step: Jump, depth: int) -> list[str]:
    how = f" by {_names(step.key)}" if step.key else ""
    needs = f" with {_names(step.requires)}" if step.requires else ""
    given = "".join(f" given ${use.context} {use.text}" for use in step.contexts)
    later = " later" if step.deferral is not None else ""
    line = f"{'  ' * depth}-> {step.entry.graph.info.name} as {step.entry.type.name}{how}{needs}{given}{later}"
    gathered = [
        found for decision in step.gather for found in _decision_lines(decision, depth + 2) if decision.cost > 0
    ]
    if gathered:
        gathered.insert(0, f"{'  ' * (depth + 1)}first")
    return [line, *gathered, *_decision_lines(step.inner, depth + 1)]


def _names(selections: Sequence[Selection]) -> str:
    parts = [f"{s.name}{s.arguments}{' ' + _names(s.children) if s.children else ''}" for s in selections]
    return f"{{ {' '.join(dict.fromkeys(parts))} }}"


def print_groups(groups: Sequence[FetchGroup]) -> str:
    """The fetches before any of them are merged into one request (made by `build`)."""
    number = {group: index for index, group in enumerate(groups)}
    lines: list[str] = []
    for group in groups:
        after = ", ".join(f"#{index}" for index in sorted(number[other] for other in group.depends_on))
        place = f" at {print_path(group.path)}" if group.path else ""
        types = f" of {' | '.join(sorted(group.types))}" if group.types is not None else ""
        inputs = f" {_names((*group.key, *group.requires))}" if group.key else ""
        lines.append(
            f"#{number[group]} {group.graph.info.name}: {group.entry.type.name}{inputs}{place}{types}"
            f"{' after ' + after if after else ''}"
        )
        lines.append(f"   {print_tree((group.tree,))}")
    return "\n".join(lines) + "\n"
