"""Contexts have plain names, are set before they are used, and give one value of the argument's type.

Source: https://www.apollographql.com/docs/graphos/schema-design/federated-schemas/entities/use-contexts
"""

import re
from collections.abc import Iterator

from marketplace.gateway.supergraph.composition.codes import ErrorCode
from marketplace.gateway.supergraph.composition.federation.directives import FederationDirective
from marketplace.gateway.supergraph.composition.report import Report
from marketplace.gateway.supergraph.composition.schema.contexts import (
    is_contextual,
    parse_context_field,
    types_setting,
)
from marketplace.gateway.supergraph.composition.schema.elements import (
    FieldElement,
    InputElement,
    TypeElement,
    TypeKind,
)
from marketplace.gateway.supergraph.composition.schema.selections import (
    FieldSelection,
    FieldSet,
    FragmentSelection,
    MalformedFieldSetError,
    parse_field_set,
)
from marketplace.gateway.supergraph.composition.schema.subgraph import Subgraph
from marketplace.gateway.supergraph.composition.schema.type_refs import (
    ListOf,
    TypeRef,
    innermost,
    nullable,
)

_NAME = re.compile(r"^[A-Za-z][A-Za-z0-9]*$")

Problem = tuple[ErrorCode, str]


def check_contexts(subgraph: Subgraph, report: Report) -> None:
    """Check every @context and @fromContext of a subgraph."""
    for definition in subgraph.types.values():
        for use in definition.applied(FederationDirective.CONTEXT):
            name = use.string("name") or ""
            if not _NAME.match(name):
                report.error(
                    ErrorCode.CONTEXT_NAME_INVALID,
                    f'[{subgraph.name}] Context name "{name}" is invalid: it consists of letters and digits only.',
                    (subgraph.name,),
                    (use.position,),
                )
        for field in definition.fields.values():
            for argument in filter(is_contextual, field.arguments.values()):
                for code, problem in _problems(subgraph, definition, field, argument):
                    report.error(code, f"[{subgraph.name}] {problem}", (subgraph.name,), (argument.position,))


def _problems(
    subgraph: Subgraph, definition: TypeElement, field: FieldElement, argument: InputElement
) -> Iterator[Problem]:
    coordinate = f"{definition.name}.{field.name}({argument.name}:)"
    if definition.kind is not TypeKind.OBJECT:
        problem = f'@fromContext cannot be used on a field of an abstract type: "{coordinate}".'
        yield ErrorCode.CONTEXT_NOT_SET, problem
        return
    if argument.default is not None:
        yield ErrorCode.CONTEXT_NOT_SET, f'@fromContext arguments may not have a default value: "{coordinate}".'
    if not subgraph.resolvable_keys(definition):
        problem = f'Object "{definition.name}" has no resolvable key but has a field with a contextual argument.'
        yield ErrorCode.CONTEXT_NO_RESOLVABLE_KEY, problem
    text = argument.applied(FederationDirective.FROM_CONTEXT)[0].string("field") or ""
    parsed = parse_context_field(text)
    if parsed is None:
        problem = f'@fromContext argument "{coordinate}" does not reference a context: "{text}".'
        yield ErrorCode.NO_CONTEXT_IN_SELECTION, problem
        return
    setters = types_setting(subgraph, parsed.context)
    if not setters:
        problem = f'Context "{parsed.context}" is used at location "{coordinate}" but is never set.'
        yield ErrorCode.CONTEXT_NOT_SET, problem
    for setter in setters:
        problem_with = _selection_problem(subgraph, subgraph.types[setter], parsed.selection, argument)
        if problem_with:
            yield (
                ErrorCode.CONTEXT_INVALID_SELECTION,
                (
                    f'Context "{parsed.context}" is used in "{coordinate}" but the selection is invalid for type'
                    f' "{setter}": {problem_with}'
                ),
            )


def _selection_problem(subgraph: Subgraph, setter: TypeElement, text: str, argument: InputElement) -> str | None:
    try:
        selections = parse_field_set(text)
    except MalformedFieldSetError as error:
        return str(error)
    for owner in subgraph.runtime_types(setter.name) if setter.kind is TypeKind.UNION else [setter.name]:
        selected = _selected_type(subgraph, subgraph.types[owner], selections)
        if isinstance(selected, str):
            return selected
        # The object that sets the context may be missing, so a value is never sure.
        if str(nullable(selected)) != str(argument.type):
            return (
                f'the type of the selection "{nullable(selected)}" does not match the expected type "{argument.type}"'
            )
    return None


def _selected_type(subgraph: Subgraph, parent: TypeElement, selections: FieldSet) -> TypeRef | str:
    """Return the type of the one value that is selected, or what is wrong."""
    applying = list(_applying_fields(subgraph, parent, selections))
    if len(applying) != 1:
        return "multiple selections are made" if applying else "no selection is made"
    selection = applying[0]
    field = parent.fields.get(selection.name)
    if field is None:
        return f'Cannot query field "{selection.name}" on type "{parent.name}".'
    returned = subgraph.types.get(innermost(field.type))
    if not selection.selections or returned is None:
        return field.type
    below = _selected_type(subgraph, returned, selection.selections)
    if isinstance(below, str):
        return below
    return ListOf(below) if isinstance(nullable(field.type), ListOf) else below


def _applying_fields(subgraph: Subgraph, parent: TypeElement, selections: FieldSet) -> Iterator[FieldSelection]:
    for selection in selections:
        if isinstance(selection, FieldSelection):
            yield selection
        elif _applies(subgraph, parent, selection):
            yield from _applying_fields(subgraph, parent, selection.selections)


def _applies(subgraph: Subgraph, parent: TypeElement, fragment: FragmentSelection) -> bool:
    condition = fragment.type_condition
    return (
        condition is None
        or condition == parent.name
        or condition in parent.interfaces
        or (condition in subgraph.types and parent.name in subgraph.runtime_types(condition))
    )
