"""Walk the supergraph from its root types and find the fields that nobody can resolve, with the shortest way there."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from marketplace.gateway.supergraph.composition.satisfiability.places import Places
from marketplace.gateway.supergraph.composition.satisfiability.solver import Knowledge, Situation, Solver
from marketplace.gateway.supergraph.composition.schema.elements import ROOT_TYPE_NAMES, Schema
from marketplace.gateway.supergraph.composition.schema.type_refs import innermost


@dataclass(frozen=True, slots=True)
class Step:
    """One field on the way: which one, on which type it is declared, and to which object it leads."""

    field_name: str
    returned_type: str
    object_type: str


@dataclass(frozen=True, slots=True)
class Unsatisfied:
    """A query that cannot be answered: the way to an object, and its field; without field, the object's type itself."""

    root: str
    steps: tuple[Step, ...]
    situation: Situation
    knowledge: Knowledge
    field_name: str | None


def unsatisfied_fields(supergraph: Schema, solver: Solver) -> Iterator[Unsatisfied]:
    """Yield each unsatisfied field once for every object type on which it is one."""
    seen: dict[tuple[str, frozenset[str]], list[Places]] = {}
    reported: set[tuple[str, str | None]] = set()
    waiting: deque[tuple[str, tuple[Step, ...], Situation]] = deque(
        (root, (), solver.root(root)) for root in ROOT_TYPE_NAMES if root in supergraph.types
    )
    while waiting:
        root, steps, situation = waiting.popleft()
        knowledge = solver.solve(situation)
        for field_name in _unsatisfied_in(supergraph, solver, situation, knowledge):
            if (situation.object_type, field_name) not in reported:
                reported.add((situation.object_type, field_name))
                yield Unsatisfied(root, steps, situation, knowledge, field_name)
        for field in supergraph.types[situation.object_type].fields.values():
            for object_type, places in sorted(knowledge.fields.get(field.name, {}).items()):
                following = solver.below(situation, object_type, frozenset(places))
                if not _is_covered(seen, following):
                    step = Step(field.name, innermost(field.type), object_type)
                    waiting.append((root, (*steps, step), following))


def _unsatisfied_in(
    supergraph: Schema, solver: Solver, situation: Situation, knowledge: Knowledge
) -> Iterator[str | None]:
    if not solver.is_typed(situation.object_type, knowledge):
        yield None
        return
    for field_name in supergraph.types[situation.object_type].fields:
        if field_name not in knowledge.fields:
            yield field_name


def _is_covered(seen: dict[tuple[str, frozenset[str]], list[Places]], situation: Situation) -> bool:
    """An object seen in fewer places, or no others, has shown whatever this one could."""
    places = seen.setdefault((situation.object_type, situation.contexts), [])
    if any(each <= situation.found for each in places):
        return True
    places.append(situation.found)
    return False
