"""Planning, on one page: decide -> build -> assemble (-> part, where something is deferred)."""

from dataclasses import dataclass, replace

from graphql import OperationType

from marketplace.gateway.operation.operation import Operation
from marketplace.gateway.operation.selection import Selection
from marketplace.gateway.plan.nodes import QueryPlan
from marketplace.gateway.planner.assemble import FetchAssembler, ShapeCache
from marketplace.gateway.planner.build import FetchBuilder
from marketplace.gateway.planner.contexts import ContextFinder
from marketplace.gateway.planner.decide import Decider
from marketplace.gateway.planner.decision import Decision, UnresolvableError
from marketplace.gateway.planner.defer import assign_parts, deferred_parts, serving_fetches, with_dependencies
from marketplace.gateway.planner.fetch_group import FetchGroup
from marketplace.gateway.planner.field_sets import FieldSets
from marketplace.gateway.planner.limits import PlannerLimits
from marketplace.gateway.planner.position import Position
from marketplace.gateway.planner.refusals import refusals_of
from marketplace.gateway.supergraph.model import Supergraph
from marketplace.gateway.supergraph.overrides import override_labels, with_active_labels


@dataclass(frozen=True, slots=True)
class PlanningStages:
    """The intermediates of one planning: the decisions (one for each root field of a mutation, else one
    for all), the fetch groups made of them, and the plan.
    """

    decisions: tuple[Decision, ...]
    groups: tuple[FetchGroup, ...]
    plan: QueryPlan


class Planner:
    """Makes query plans for one supergraph. Pure computation; safe to use from several threads.

    `override_labels` are the labels of its progressive overrides.
    """

    def __init__(self, supergraph: Supergraph, limits: PlannerLimits | None = None) -> None:
        self.override_labels = override_labels(supergraph)
        self._whole = supergraph
        self._supergraph = with_active_labels(supergraph, frozenset())
        self._field_sets = FieldSets(self._supergraph)
        self._limits = limits or PlannerLimits()
        self._variants: dict[frozenset[str], Planner] = {}

    def plan(self, operation: Operation, active_labels: frozenset[str] = frozenset()) -> QueryPlan:
        """The plan of the operation while these labels of progressive overrides are active; raises
        PlanTooComplexError, or UnresolvableError.
        """
        relevant = active_labels & self.override_labels
        planner = self._variant(relevant) if relevant else self
        return planner.stages(operation).plan

    def stages(self, operation: Operation) -> PlanningStages:
        """The plan, and what it was made of."""
        decider = Decider(self._supergraph, self._field_sets, self._limits)
        contexts = ContextFinder(self._supergraph, self._field_sets, decider)
        builder = FetchBuilder(self._supergraph, contexts)
        root = Position.root(self._supergraph, operation.root_type, operation.shown)
        decisions = []
        if operation.type is OperationType.MUTATION:
            for field in operation.selections:
                decisions.append(_decide(decider, operation, (field,)))
                builder.build_serially(decisions[-1], root)
        else:
            decisions.append(_decide(decider, operation, operation.selections))
            builder.build_root(decisions[-1], root)
        plan = _assemble(operation, builder, root)
        return PlanningStages(tuple(decisions), tuple(builder.groups), plan)

    def _variant(self, active_labels: frozenset[str]) -> "Planner":
        """The planner of the supergraph as it is while exactly these labels are active."""
        if active_labels not in self._variants:
            supergraph = with_active_labels(self._whole, active_labels)
            self._variants[active_labels] = Planner(supergraph, self._limits)
        return self._variants[active_labels]


def _decide(decider: Decider, operation: Operation, fields: tuple[Selection, ...]) -> Decision:
    decision = decider.decide_root(operation.root_type, fields)
    if decision.leftover:
        names = ", ".join(f"{operation.root_type}.{field.name}" for field in decision.leftover)
        raise UnresolvableError(f"No subgraph resolves everything selected below {names}.")
    return decision


def _assemble(operation: Operation, builder: FetchBuilder, root: Position) -> QueryPlan:
    shapes = ShapeCache()
    assembler = FetchAssembler(operation, shapes)
    fetches = assembler.assemble(builder.groups)
    plan = QueryPlan(operation.type, fetches, shapes.of(root), operation.introspection)
    if not operation.deferrals:
        return replace(plan, refusals=refusals_of(operation.withheld, root, {})) if operation.withheld else plan
    serving = serving_fetches(assembler.batches)
    parts = deferred_parts(operation.deferrals, root, serving, fetches)
    first = with_dependencies(serving.get(None, ()), fetches)
    return replace(
        plan,
        fetches=assign_parts(fetches, first, tuple(parts.values())),
        first_shape=root.part_shape(None),
        first_fetches=first,
        deferred=tuple(parts.values()),
        refusals=refusals_of(operation.withheld, root, {deferral: index for index, deferral in enumerate(parts)}),
    )
