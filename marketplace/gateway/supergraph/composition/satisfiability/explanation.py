"""Say in words why a query cannot be answered: the query, and what stops each subgraph."""

from collections.abc import Iterator, Mapping

from marketplace.gateway.supergraph.composition.federation.directives import FederationDirective
from marketplace.gateway.supergraph.composition.satisfiability.places import Place
from marketplace.gateway.supergraph.composition.satisfiability.solver import Solver
from marketplace.gateway.supergraph.composition.satisfiability.walk import Unsatisfied
from marketplace.gateway.supergraph.composition.schema.contexts import context_uses
from marketplace.gateway.supergraph.composition.schema.elements import FieldElement, Schema
from marketplace.gateway.supergraph.composition.schema.selections import print_field_set
from marketplace.gateway.supergraph.composition.schema.subgraph import Subgraph
from marketplace.gateway.supergraph.composition.schema.type_refs import innermost


class Explainer:
    """Explains what one solver could not satisfy."""

    def __init__(self, supergraph: Schema, subgraphs: Mapping[str, Subgraph], solver: Solver) -> None:
        self._supergraph = supergraph
        self._subgraphs = subgraphs
        self._solver = solver

    def explain(self, unsatisfied: Unsatisfied) -> str:
        """Write the query and the reasons."""
        reasons = "\n".join(self._reasons(unsatisfied))
        return (
            "The following supergraph API query:\n"
            f"{self._query(unsatisfied)}\n"
            "cannot be satisfied by the subgraphs because:\n"
            f"{reasons}"
        )

    def _query(self, unsatisfied: Unsatisfied) -> str:
        lines = ["{" if unsatisfied.root == "Query" else f"{unsatisfied.root.lower()} {{"]
        for step in unsatisfied.steps:
            lines.append(f"{step.field_name} {{")
            if step.returned_type != step.object_type:
                lines.append(f"... on {step.object_type} {{")
        depth = len(lines)
        lines.append(self._last_line(unsatisfied))
        written = [f"{'  ' * indent}{line}" for indent, line in enumerate(lines)]
        written.extend(f"{'  ' * indent}}}" for indent in reversed(range(depth)))
        return "\n".join(written)

    def _last_line(self, unsatisfied: Unsatisfied) -> str:
        if unsatisfied.field_name is None:
            return "__typename"
        field = self._supergraph.types[unsatisfied.situation.object_type].fields[unsatisfied.field_name]
        returned = self._supergraph.types.get(innermost(field.type))
        return f"{field.name} {{ ... }}" if returned and returned.is_composite else field.name

    def _reasons(self, unsatisfied: Unsatisfied) -> Iterator[str]:
        for name in sorted({place.subgraph for place in unsatisfied.knowledge.reachable}):
            yield f'- from subgraph "{name}":'
            found = [place for place in unsatisfied.knowledge.reachable if place.subgraph == name]
            places = sorted(found, key=lambda place: (place.type_name, print_field_set(place.provided)))
            for reason in dict.fromkeys(self._reasons_at(unsatisfied, places)):
                yield f"  - {reason}"

    def _reasons_at(self, unsatisfied: Unsatisfied, places: list[Place]) -> Iterator[str]:
        object_type, field_name = unsatisfied.situation.object_type, unsatisfied.field_name
        if field_name is None:
            interface = places[0].type_name
            yield (
                f'no subgraph can be reached to resolve the implementation type of @interfaceObject type "{interface}".'
            )
            return
        for place in places:
            element = self._subgraphs[place.subgraph].types[place.type_name].fields.get(field_name)
            yield self._why_not_here(object_type, field_name, place, element)
        reached = {place.subgraph for place in unsatisfied.knowledge.reachable}
        for name, subgraph in self._subgraphs.items():
            if name not in reached and self._has_field(subgraph, object_type, field_name):
                yield self._why_not_there(unsatisfied, places[0].subgraph, name)

    def _why_not_here(self, object_type: str, field_name: str, place: Place, element: FieldElement | None) -> str:
        coordinate = f"{object_type}.{field_name}"
        if element is None:
            return f'cannot find field "{coordinate}".'
        if element.has(FederationDirective.EXTERNAL):
            return f'field "{coordinate}" is not resolvable because marked @external.'
        if self._solver.is_taken(place.subgraph, place.type_name, field_name) or self._solver.is_postponed(
            place, element
        ):
            return f'field "{coordinate}" is not resolvable because it is overridden.'
        if any(True for _ in context_uses(element)):
            return f'could not find a match for required context for field "{coordinate}".'
        return f'cannot satisfy @require conditions on field "{coordinate}", or come back to it by a key.'

    def _why_not_there(self, unsatisfied: Unsatisfied, here: str, there: str) -> str:
        object_type = unsatisfied.situation.object_type
        keys = [entry for entry in self._solver.entries(object_type) if entry.place.subgraph == there]
        if not keys:
            return (
                f'cannot move to subgraph "{there}", which has field "{object_type}.{unsatisfied.field_name}", because'
                f' type "{object_type}" has no resolvable @key defined in subgraph "{there}".'
            )
        fields = " or ".join(f'@key(fields: "{print_field_set(entry.key)}")' for entry in keys)
        return (
            f'cannot move to subgraph "{there}" using {fields} of "{object_type}", the key field(s) cannot be resolved'
            f' from subgraph "{here}".'
        )

    def _has_field(self, subgraph: Subgraph, object_type: str, field_name: str) -> bool:
        candidates = [object_type, *self._supergraph.types[object_type].interfaces]
        return any(
            field_name in subgraph.types[name].fields
            for name in candidates
            if name in subgraph.types and (name == object_type or subgraph.is_interface_object(name))
        )
