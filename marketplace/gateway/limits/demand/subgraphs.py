"""What the requests of a plan may cost each subgraph.

The operations sent to subgraphs are read like a client's. Entities are counted at the place they are fetched for, which
the fetches before have entered: a fetch for `offers.edges.node` has as many as there may be objects there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graphql import FieldNode, InlineFragmentNode, OperationDefinitionNode, SelectionSetNode, parse

from marketplace.gateway.limits.demand.estimate import EstimateCompiler
from marketplace.gateway.limits.demand.expression import Expression, Variables, greatest, product, total, value_of
from marketplace.gateway.limits.demand.model import CostModel
from marketplace.gateway.operation.collect import SelectionCollector
from marketplace.gateway.operation.selection import Selection
from marketplace.gateway.plan.nodes import EntityRequest, Fetch, QueryPlan, Renames, Segment

ENTITIES = "_entities"
Path = tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class SubgraphEstimates:
    """Of one plan."""

    expressions: Mapping[str, Expression]

    def of(self, variables: Variables) -> dict[str, int]:
        """The cost for each subgraph that the plan asks."""
        return {name: value_of(expression, variables) for name, expression in self.expressions.items()}


def compile_subgraph_estimates(model: CostModel, plan: QueryPlan) -> SubgraphEstimates:
    """Reads every fetch of the plan once; milliseconds for a large one."""
    compiler = _Compiler(model)
    costs: dict[str, list[Expression]] = {}
    for fetch in plan.fetches:
        costs.setdefault(fetch.subgraph, []).append(compiler.fetch(fetch))
    return SubgraphEstimates({name: total(terms) for name, terms in costs.items()})


class _Compiler:
    def __init__(self, model: CostModel) -> None:
        self._model = model
        self._estimates = EstimateCompiler(model)
        self._collector = SelectionCollector(model.supergraph, of_subgraph=True)
        self._instances: dict[Path, Expression] = {(): 1}

    def fetch(self, fetch: Fetch) -> Expression:
        """Its cost. Fetches come in the order of their dependencies."""
        operation = next(d for d in parse(fetch.document).definitions if isinstance(d, OperationDefinitionNode))
        if not fetch.entities:
            root = self._model.supergraph.schema.get_root_type(fetch.operation_type)
            name = root.name if root else ""
            weight = self._model.operation_weight(fetch.operation_type)
            return self._selections(name, operation.selection_set, weight, _keys(fetch.path), fetch.renames)
        lists = {
            (node.alias or node.name).value: node.selection_set
            for node in operation.selection_set.selections
            if isinstance(node, FieldNode)
        }
        return total(self._entities(request, lists.get(request.response_key)) for request in fetch.entities)

    def _entities(self, request: EntityRequest, selection_set: SelectionSetNode | None) -> Expression:
        terms = []
        for node in selection_set.selections if selection_set else ():
            if isinstance(node, InlineFragmentNode) and node.type_condition:
                terms += [
                    self._selections(node.type_condition.name.value, node.selection_set, None, _keys(source.path), None)
                    for source in request.sources
                    if source.typename == node.type_condition.name.value
                ]
        return total(terms)

    def _selections(
        self, type_name: str, selection_set: SelectionSetNode, weight: int | None, path: Path, renames: Renames | None
    ) -> Expression:
        selections = self._collector.collect(type_name, (selection_set,))
        instances = self._instances.get(path, self._model.list_size)
        self._enter(selections, path, instances, {}, renames)
        return product([instances, self._estimates.instance(type_name, selections, weight, {})])

    def _enter(
        self,
        selections: Iterable[Selection],
        path: Path,
        instances: Expression,
        sizes: Mapping[str, Expression],
        renames: Renames | None,
    ) -> None:
        """Note how many objects there may be at every place below."""
        for selection in selections:
            if selection.children is None:
                continue
            key, below = (renames or {}).get(selection.response_key, (selection.response_key, None))
            rules = {self._model.rule(name, selection.name) for name in selection.types}
            given = sizes.get(selection.name)
            count = product([instances, greatest(self._model.size(selection, rule, given) for rule in rules)])
            inner_sizes = {
                name: size for rule in rules for name, size in self._model.sizes_below(selection, rule).items()
            }
            place = (*path, key)
            self._instances[place] = greatest([self._instances.get(place, 0), count])
            self._enter(selection.children, place, count, inner_sizes, below)


def _keys(path: Iterable[Segment]) -> Path:
    return tuple(segment.key for segment in path)
