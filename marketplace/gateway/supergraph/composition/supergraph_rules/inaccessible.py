"""What clients see must not lean on what they do not see.

Source: https://specs.apollo.dev/inaccessible/v0.2
"""

from collections.abc import Iterable, Iterator

from graphql import EnumValueNode, ListValueNode, ObjectValueNode, ValueNode

from marketplace.gateway.supergraph.composition.codes import ErrorCode
from marketplace.gateway.supergraph.composition.federation.directives import FederationDirective
from marketplace.gateway.supergraph.composition.merging.merge_inputs import is_required
from marketplace.gateway.supergraph.composition.merging.sources import Merge
from marketplace.gateway.supergraph.composition.schema.elements import (
    Element,
    FieldElement,
    InputElement,
    Schema,
    TypeElement,
    TypeKind,
)
from marketplace.gateway.supergraph.composition.schema.type_refs import innermost

Problem = tuple[ErrorCode, str]

_CHILDREN = {
    TypeKind.OBJECT: "fields",
    TypeKind.INTERFACE: "fields",
    TypeKind.INPUT_OBJECT: "input fields",
    TypeKind.ENUM: "values",
    TypeKind.UNION: "members",
}


def check_inaccessible(merge: Merge) -> None:
    """Report every place where the schema for clients would be broken."""
    for type_name, (code, message) in _Checker(merge.schema).problems():
        declaring = [subgraph for subgraph in merge.subgraphs if type_name in subgraph.types]
        positions = (subgraph.types[type_name].position for subgraph in declaring)
        merge.report.error(code, message, (subgraph.name for subgraph in declaring), positions)


def _is_hidden(element: Element) -> bool:
    return element.has(FederationDirective.INACCESSIBLE)


class _Checker:
    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._hidden = {name for name, definition in schema.types.items() if _is_hidden(definition)}

    def problems(self) -> Iterator[tuple[str, Problem]]:
        """Yield what is wrong, with the name of the type it is about."""
        if "Query" in self._hidden:
            yield (
                "Query",
                (
                    ErrorCode.QUERY_ROOT_TYPE_INACCESSIBLE,
                    'Type "Query" is @inaccessible but is the root query type, which must be in the API schema.',
                ),
            )
        for definition in self._schema.types.values():
            if definition.name not in self._hidden:
                for problem in self._type_problems(definition):
                    yield definition.name, problem
        for directive in self._schema.directives.values():
            for argument in directive.arguments.values():
                coordinate = f"@{directive.name}({argument.name}:)"
                for problem in self._reference_problems(coordinate, innermost(argument.type)):
                    yield innermost(argument.type), problem

    def _type_problems(self, definition: TypeElement) -> Iterator[Problem]:
        children = list(self._children(definition))
        if children and all(children):
            yield (
                ErrorCode.ONLY_INACCESSIBLE_CHILDREN,
                (
                    f'Type "{definition.name}" is in the API schema but all of its {_CHILDREN[definition.kind]} are'
                    " @inaccessible."
                ),
            )
        for field in definition.fields.values():
            if _is_hidden(field):
                yield from self._implementation_problems(definition, field)
            else:
                yield from self._field_problems(definition, field)
        for input_field in definition.input_fields.values():
            yield from self._input_problems(f"{definition.name}.{input_field.name}", "Input field", input_field)

    def _children(self, definition: TypeElement) -> Iterable[bool]:
        """Tell of each part of a type whether it is hidden; a scalar has no parts."""
        match definition.kind:
            case TypeKind.UNION:
                return (member in self._hidden for member in definition.members)
            case TypeKind.ENUM:
                return map(_is_hidden, definition.values.values())
            case TypeKind.INPUT_OBJECT:
                return map(_is_hidden, definition.input_fields.values())
        return map(_is_hidden, definition.fields.values())

    def _field_problems(self, definition: TypeElement, field: FieldElement) -> Iterator[Problem]:
        coordinate = f"{definition.name}.{field.name}"
        yield from self._reference_problems(coordinate, innermost(field.type))
        for argument in field.arguments.values():
            yield from self._input_problems(f"{coordinate}({argument.name}:)", "Argument", argument)
            if not _is_hidden(argument):
                continue
            for interface in self._visible_interfaces(definition):
                asked = interface.fields.get(field.name)
                wanted = asked.arguments.get(argument.name) if asked and not _is_hidden(asked) else None
                if wanted and not _is_hidden(wanted):
                    yield (
                        ErrorCode.IMPLEMENTED_BY_INACCESSIBLE,
                        (
                            f'Argument "{coordinate}({argument.name}:)" is @inaccessible but implements the interface'
                            f' argument "{interface.name}.{field.name}({argument.name}:)", which is in the API schema.'
                        ),
                    )

    def _implementation_problems(self, definition: TypeElement, field: FieldElement) -> Iterator[Problem]:
        for interface in self._visible_interfaces(definition):
            asked = interface.fields.get(field.name)
            if asked and not _is_hidden(asked):
                yield (
                    ErrorCode.IMPLEMENTED_BY_INACCESSIBLE,
                    (
                        f'Field "{definition.name}.{field.name}" is @inaccessible but implements the interface field'
                        f' "{interface.name}.{field.name}", which is in the API schema.'
                    ),
                )

    def _visible_interfaces(self, definition: TypeElement) -> Iterator[TypeElement]:
        for name in definition.interfaces:
            if name in self._schema.types and name not in self._hidden:
                yield self._schema.types[name]

    def _input_problems(self, coordinate: str, title: str, element: InputElement) -> Iterator[Problem]:
        if _is_hidden(element):
            if is_required(element):
                yield (
                    ErrorCode.REQUIRED_INACCESSIBLE,
                    f'{title} "{coordinate}" is @inaccessible but a value for it is required.',
                )
            return
        yield from self._reference_problems(coordinate, innermost(element.type))
        if element.default is not None:
            for hidden in self._hidden_in_value(innermost(element.type), element.default):
                yield (
                    ErrorCode.DEFAULT_VALUE_USES_INACCESSIBLE,
                    (
                        f'"{hidden}" is @inaccessible but is used in the default value of "{coordinate}", which is in'
                        " the API schema."
                    ),
                )

    def _reference_problems(self, coordinate: str, type_name: str) -> Iterator[Problem]:
        if type_name in self._hidden:
            yield (
                ErrorCode.REFERENCED_INACCESSIBLE,
                f'Type "{type_name}" is @inaccessible but is referenced by "{coordinate}", which is in the API schema.',
            )

    def _hidden_in_value(self, type_name: str, value: ValueNode) -> Iterator[str]:
        definition = self._schema.types.get(type_name)
        if definition is None:
            return
        match value:
            case ListValueNode():
                for item in value.values:
                    yield from self._hidden_in_value(type_name, item)
            case EnumValueNode() if value.value in definition.values and _is_hidden(definition.values[value.value]):
                yield f"{type_name}.{value.value}"
            case ObjectValueNode():
                for given in value.fields:
                    field = definition.input_fields.get(given.name.value)
                    if field is None:
                        continue
                    if _is_hidden(field):
                        yield f"{type_name}.{field.name}"
                    yield from self._hidden_in_value(innermost(field.type), given.value)
