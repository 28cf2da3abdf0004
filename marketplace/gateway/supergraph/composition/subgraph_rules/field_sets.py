"""What the field sets of @key, @requires and @provides may select."""

from collections.abc import Iterator
from dataclasses import dataclass

from graphql import StringValueNode, parse_value, print_ast

from marketplace.gateway.supergraph.composition.codes import ErrorCode
from marketplace.gateway.supergraph.composition.federation.directives import FederationDirective
from marketplace.gateway.supergraph.composition.schema.elements import (
    AppliedDirective,
    FieldElement,
    TypeElement,
    TypeKind,
)
from marketplace.gateway.supergraph.composition.schema.selections import (
    DirectiveInFieldSetError,
    FieldSelection,
    FieldSet,
    FragmentSelection,
    MalformedFieldSetError,
    parse_field_set,
)
from marketplace.gateway.supergraph.composition.schema.subgraph import Subgraph
from marketplace.gateway.supergraph.composition.schema.type_refs import NonNull, innermost
from marketplace.gateway.supergraph.composition.schema.value_types import is_valid_value


@dataclass(frozen=True, slots=True)
class FieldSetPolicy:
    """How strict a directive is about its field set."""

    directive: FederationDirective
    invalid: ErrorCode
    not_a_string: ErrorCode
    has_directives: ErrorCode
    has_arguments: ErrorCode | None = None
    selects_abstract: ErrorCode | None = None
    missing_external: ErrorCode | None = None


KEY_POLICY = FieldSetPolicy(
    FederationDirective.KEY,
    ErrorCode.KEY_INVALID_FIELDS,
    ErrorCode.KEY_INVALID_FIELDS_TYPE,
    ErrorCode.KEY_DIRECTIVE_IN_FIELDS_ARG,
    has_arguments=ErrorCode.KEY_FIELDS_HAS_ARGS,
    selects_abstract=ErrorCode.KEY_FIELDS_SELECT_INVALID_TYPE,
)
PROVIDES_POLICY = FieldSetPolicy(
    FederationDirective.PROVIDES,
    ErrorCode.PROVIDES_INVALID_FIELDS,
    ErrorCode.PROVIDES_INVALID_FIELDS_TYPE,
    ErrorCode.PROVIDES_DIRECTIVE_IN_FIELDS_ARG,
    has_arguments=ErrorCode.PROVIDES_FIELDS_HAS_ARGS,
    missing_external=ErrorCode.PROVIDES_FIELDS_MISSING_EXTERNAL,
)
REQUIRES_POLICY = FieldSetPolicy(
    FederationDirective.REQUIRES,
    ErrorCode.REQUIRES_INVALID_FIELDS,
    ErrorCode.REQUIRES_INVALID_FIELDS_TYPE,
    ErrorCode.REQUIRES_DIRECTIVE_IN_FIELDS_ARG,
    missing_external=ErrorCode.REQUIRES_FIELDS_MISSING_EXTERNAL,
)

Problem = tuple[ErrorCode, str]


def field_set_problems(
    subgraph: Subgraph, parent: TypeElement, use: AppliedDirective, policy: FieldSetPolicy
) -> Iterator[Problem]:
    """Check the field set of one directive, written on or about `parent`."""
    value = use.arguments.get("fields")
    if not isinstance(value, StringValueNode):
        yield policy.not_a_string, 'Invalid value for argument "fields": must be a string.'
        return
    try:
        selections = parse_field_set(value.value)
    except DirectiveInFieldSetError as error:
        yield policy.has_directives, str(error)
    except MalformedFieldSetError as error:
        yield policy.invalid, str(error)
    else:
        yield from _Checker(subgraph, policy).check(parent, selections, under_external=False)


def describe(use: AppliedDirective) -> str:
    """Write a directive for the start of a message: `@key(fields: "id")`."""
    value = use.arguments.get("fields")
    return f"@{use.name}(fields: {print_ast(value) if value else ''})"


@dataclass(frozen=True, slots=True)
class _Checker:
    subgraph: Subgraph
    policy: FieldSetPolicy

    def check(self, parent: TypeElement, selections: FieldSet, *, under_external: bool) -> Iterator[Problem]:
        for selection in selections:
            if isinstance(selection, FragmentSelection):
                yield from self._check_fragment(parent, selection, under_external=under_external)
            elif selection.name != "__typename":
                yield from self._check_field(parent, selection, under_external=under_external)

    def _check_fragment(
        self, parent: TypeElement, selection: FragmentSelection, *, under_external: bool
    ) -> Iterator[Problem]:
        condition = self.subgraph.types.get(selection.type_condition or parent.name)
        if condition is None or not condition.is_composite:
            yield self.policy.invalid, f'Unknown type "{selection.type_condition}" in a fragment.'
            return
        possible = set(self.subgraph.runtime_types(condition.name))
        if possible.isdisjoint(self.subgraph.runtime_types(parent.name)):
            yield (
                self.policy.invalid,
                f'Fragment on "{condition.name}" can never apply to a value of type "{parent.name}".',
            )
            return
        yield from self.check(condition, selection.selections, under_external=under_external)

    def _check_field(
        self, parent: TypeElement, selection: FieldSelection, *, under_external: bool
    ) -> Iterator[Problem]:
        field = parent.fields.get(selection.name)
        if field is None:
            yield (
                self.policy.invalid,
                (
                    f'Cannot query field "{selection.name}" on type "{parent.name}" (if the field is defined in another'
                    " subgraph, you need to add it to this subgraph with @external)."
                ),
            )
            return
        coordinate = f"{parent.name}.{field.name}"
        if field.arguments and self.policy.has_arguments:
            yield (
                self.policy.has_arguments,
                (
                    f"field {coordinate} cannot be included because it has arguments (fields with argument are not"
                    f" allowed in @{self.policy.directive.value})"
                ),
            )
            return
        yield from self._check_arguments(coordinate, field, selection)
        external = under_external or field.has(FederationDirective.EXTERNAL)
        yield from self._check_below(parent, field, selection, external=external)

    def _check_arguments(self, coordinate: str, field: FieldElement, selection: FieldSelection) -> Iterator[Problem]:
        given = dict(selection.arguments)
        for name, text in given.items():
            argument = field.arguments.get(name)
            if argument is None:
                yield self.policy.invalid, f'Unknown argument "{name}": "{coordinate}" has no argument named "{name}"'
            elif not is_valid_value(self.subgraph, argument.type, parse_value(text)):
                yield (
                    self.policy.invalid,
                    f'Invalid value for argument "{name}" of "{coordinate}": {text} is not of type "{argument.type}".',
                )
        for name, argument in field.arguments.items():
            if name not in given and argument.default is None and isinstance(argument.type, NonNull):
                yield (
                    self.policy.invalid,
                    f'Missing mandatory value for argument "{name}" of field "{coordinate}" in "{selection}"',
                )

    def _check_below(
        self, parent: TypeElement, field: FieldElement, selection: FieldSelection, *, external: bool
    ) -> Iterator[Problem]:
        coordinate = f"{parent.name}.{field.name}"
        returned = self.subgraph.types.get(innermost(field.type))
        if returned is None or not returned.is_composite:
            if selection.selections:
                yield (
                    self.policy.invalid,
                    f'Invalid selection below field "{coordinate}" of leaf type {field.type}',
                )
            elif self.policy.missing_external and not external:
                yield (
                    self.policy.missing_external,
                    (
                        f'field "{coordinate}" should not be part of a @{self.policy.directive.value} since it is'
                        " already provided by this subgraph (it is not marked @external)"
                    ),
                )
        elif returned.is_abstract and self.policy.selects_abstract:
            kind = returned.kind.value.capitalize()
            yield (
                self.policy.selects_abstract,
                f'field "{coordinate}" is of {kind} type "{returned.name}" which is not allowed in @key',
            )
        elif not selection.selections:
            yield (
                self.policy.invalid,
                f'Invalid empty selection set for field "{coordinate}" of non-leaf type {field.type}',
            )
        else:
            below = external or self._stands_for_external(parent, field)
            yield from self.check(returned, selection.selections, under_external=below)

    def _stands_for_external(self, parent: TypeElement, field: FieldElement) -> bool:
        """A field of an interface leads to external data when it does so in one of its implementations."""
        return parent.kind is TypeKind.INTERFACE and any(
            self.subgraph.is_external(name, field.name)
            for name in self.subgraph.runtime_types(parent.name)
            if field.name in self.subgraph.types[name].fields
        )
