"""Which fields `@override` takes from one subgraph and gives to another.

Source: https://www.apollographql.com/docs/graphos/schema-design/federated-schemas/entities/migrate-fields
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from marketplace.gateway.supergraph.composition.codes import ErrorCode, HintCode
from marketplace.gateway.supergraph.composition.federation.directives import FederationDirective
from marketplace.gateway.supergraph.composition.report import Report
from marketplace.gateway.supergraph.composition.schema.elements import FieldElement, TypeElement, TypeKind
from marketplace.gateway.supergraph.composition.schema.subgraph import Subgraph

_LABEL = re.compile(r"^[a-zA-Z][a-zA-Z0-9_\-:./]*$")
_PERCENT = re.compile(r"^percent\((\d{1,2}(\.\d{1,8})?|100)\)$")

_COLLIDING = (FederationDirective.EXTERNAL, FederationDirective.PROVIDES, FederationDirective.REQUIRES)


@dataclass(frozen=True, slots=True)
class Override:
    """A field moves to subgraph `to`; with a label, only for the requests for which the label is set."""

    to: str
    label: str | None


class Overrides:
    """Answers whether a field of a subgraph has been taken over by another one."""

    def __init__(self) -> None:
        self._by_source: dict[tuple[str, str, str], Override] = {}

    def add(self, subgraph: str, type_name: str, field_name: str, override: Override) -> None:
        """Note that a field of a subgraph is taken over."""
        self._by_source[subgraph, type_name, field_name] = override

    def of(self, subgraph: str, type_name: str, field_name: str) -> Override | None:
        """Return by what a field of a subgraph is overridden."""
        return self._by_source.get((subgraph, type_name, field_name))

    def by(self, subgraph: str, type_name: str, field: FieldElement) -> Override | None:
        """Return the override which a field of a subgraph declares, if there was something to take over."""
        for use in field.applied(FederationDirective.OVERRIDE):
            override = self.of(use.string("from") or "", type_name, field.name)
            if override and override.to == subgraph:
                return override
        return None

    def is_taken(self, subgraph: str, type_name: str, field_name: str) -> bool:
        """Tell whether a field is never asked of this subgraph any more."""
        override = self.of(subgraph, type_name, field_name)
        return override is not None and override.label is None

    @property
    def labels(self) -> list[str]:
        """Every label in use, in order of the alphabet."""
        return sorted({override.label for override in self._by_source.values() if override.label})


@dataclass(frozen=True, slots=True)
class _Use:
    subgraph: Subgraph
    definition: TypeElement
    field: FieldElement
    source: str
    label: str | None

    @property
    def coordinate(self) -> str:
        return f"{self.definition.name}.{self.field.name}"


def find_overrides(subgraphs: Sequence[Subgraph], report: Report) -> Overrides:
    """Collect the overrides of all subgraphs and report those that make no sense."""
    by_name = {subgraph.name: subgraph for subgraph in subgraphs}
    overrides = Overrides()
    for use in _uses(subgraphs):
        if _is_well_placed(use, report):
            _apply(use, by_name.get(use.source), overrides, report)
    return overrides


def _uses(subgraphs: Sequence[Subgraph]) -> Iterator[_Use]:
    for subgraph in subgraphs:
        for definition in subgraph.types.values():
            for field in definition.fields.values():
                for directive in field.applied(FederationDirective.OVERRIDE):
                    source = directive.string("from") or ""
                    yield _Use(subgraph, definition, field, source, directive.string("label"))


def _is_well_placed(use: _Use, report: Report) -> bool:
    problem: tuple[ErrorCode, str] | None = None
    if use.definition.kind is TypeKind.INTERFACE or use.subgraph.is_interface_object(use.definition.name):
        problem = (
            ErrorCode.OVERRIDE_ON_INTERFACE,
            (
                f'@override cannot be used on field "{use.coordinate}" on subgraph "{use.subgraph.name}": @override is'
                " not supported on interface type fields."
            ),
        )
    elif use.source == use.subgraph.name:
        problem = (
            ErrorCode.OVERRIDE_FROM_SELF_ERROR,
            f'Source and destination subgraphs "{use.source}" are the same for overridden field "{use.coordinate}"',
        )
    elif use.label is not None and not (_LABEL.match(use.label) or _PERCENT.match(use.label)):
        problem = (
            ErrorCode.OVERRIDE_LABEL_INVALID,
            (
                f'Invalid @override label "{use.label}" on field "{use.coordinate}" on subgraph "{use.subgraph.name}":'
                " labels start with a letter and after that contain only letters, digits, and any of _-:./ - or have"
                ' the form "percent(x)" where x is a number from 0 to 100 with at most 8 decimals.'
            ),
        )
    if problem:
        report.error(*problem, (use.subgraph.name,), (use.field.position,))
    return problem is None


def _apply(use: _Use, source: Subgraph | None, overrides: Overrides, report: Report) -> None:
    if source is None:
        report.hint(
            HintCode.FROM_SUBGRAPH_DOES_NOT_EXIST,
            f'Source subgraph "{use.source}" of field "{use.coordinate}" of subgraph "{use.subgraph.name}" is unknown.',
            (use.subgraph.name,),
            (use.field.position,),
        )
        return
    definition = source.types.get(use.definition.name)
    overridden = definition.fields.get(use.field.name) if definition else None
    if overridden is None or overridden.has(FederationDirective.EXTERNAL):
        report.hint(
            HintCode.OVERRIDE_DIRECTIVE_CAN_BE_REMOVED,
            f'Field "{use.coordinate}" on subgraph "{use.subgraph.name}" no longer exists in the from subgraph, or is'
            " @external there. The @override directive can be removed.",
            (use.subgraph.name,),
            (use.field.position,),
        )
        # With a label the override still says when the field is asked for here.
        if overridden and use.label:
            overrides.add(source.name, use.definition.name, use.field.name, Override(use.subgraph.name, use.label))
        return
    if overridden.has(FederationDirective.OVERRIDE):
        report.error(
            ErrorCode.OVERRIDE_SOURCE_HAS_OVERRIDE,
            (
                f'Field "{use.coordinate}" on subgraph "{use.subgraph.name}" is also marked with directive @override in'
                f' subgraph "{source.name}". Only one @override directive is allowed per field.'
            ),
            (use.subgraph.name, source.name),
            (use.field.position, overridden.position),
        )
        return
    if _collides(use, use.field, use.subgraph, report) or _collides(use, overridden, source, report):
        return
    overrides.add(source.name, use.definition.name, use.field.name, Override(use.subgraph.name, use.label))
    _hint_at_next_step(use, source, overridden, report)


def _hint_at_next_step(use: _Use, source: Subgraph, overridden: FieldElement, report: Report) -> None:
    if use.label:
        code = HintCode.OVERRIDE_MIGRATION_IN_PROGRESS
        message = (
            f'Field "{use.coordinate}" is currently being migrated with progressive @override. Once the migration is'
            f' complete, remove the field from subgraph "{source.name}".'
        )
    else:
        code = HintCode.OVERRIDDEN_FIELD_CAN_BE_REMOVED
        message = (
            f'Field "{use.coordinate}" on subgraph "{source.name}" is overridden. Consider removing it, or marking it'
            " @external where federation directives or interfaces still need it."
        )
    report.hint(code, message, (source.name,), (overridden.position,))


def _collides(use: _Use, field: FieldElement, subgraph: Subgraph, report: Report) -> bool:
    collision = next((directive for directive in _COLLIDING if field.has(directive)), None)
    if collision is None or (field is use.field and collision is not FederationDirective.EXTERNAL):
        return False
    report.error(
        ErrorCode.OVERRIDE_COLLISION_WITH_ANOTHER_DIRECTIVE,
        f'@override cannot be used on field "{use.coordinate}" on subgraph "{use.subgraph.name}" since'
        f' "{use.coordinate}" on "{subgraph.name}" is marked with directive "@{collision.value}"',
        (use.subgraph.name, subgraph.name),
        (use.field.position, field.position),
    )
    return True
