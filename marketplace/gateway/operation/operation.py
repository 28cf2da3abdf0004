"""From a validated document and a client's variables to the operation that is planned."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    VariableNode,
    Visitor,
    get_variable_values,
    print_ast,
    visit,
)

from marketplace.gateway.errors import OperationError, OperationInvalidError
from marketplace.gateway.operation.access import AccessFilter, WithheldField, find_withheld
from marketplace.gateway.operation.collect import CONDITIONS, DEFER, SelectionCollector
from marketplace.gateway.operation.selection import Deferral, Selection
from marketplace.gateway.supergraph.model import Supergraph

MAX_VARIABLE_ERRORS = 20


class OperationNotFoundError(OperationError):
    """The document does not say which operation to run."""

    code = "OPERATION_NOT_FOUND"


class VariablesInvalidError(OperationInvalidError):
    """The variables do not fit their declared types."""

    code = "BAD_USER_INPUT"


@dataclass(frozen=True, slots=True, eq=False)
class Operation:
    """One operation with its conditions decided: the planner's input.

    `selections` are in normal form; root fields of introspection stand apart, as a document of their
    own (`introspection`, None when there are none). `variable_types` are the declared types, printed with
    their defaults (a nullable variable with a default may stand where null may not). `shown` are the selections as the
    response has them: `selections`, and between them those that are `withheld` here and below.
    """

    type: OperationType
    name: str | None
    root_type: str
    selections: tuple[Selection, ...]
    variable_types: Mapping[str, str]
    introspection: DocumentNode | None = None
    deferrals: tuple[Deferral, ...] = ()
    shown: tuple[Selection, ...] = ()
    withheld: tuple[WithheldField, ...] = ()


def select_operation(document: DocumentNode, operation_name: str | None) -> OperationDefinitionNode:
    """GetOperation of the GraphQL specification, section 6.1."""
    operations = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
    if operation_name is None:
        if len(operations) == 1:
            return operations[0]
        raise OperationNotFoundError(
            "The document has several operations: say which one to run with 'operationName'."
            if operations
            else "The document has no operation, only fragments: add a query or a mutation."
        )
    for operation in operations:
        if operation.name and operation.name.value == operation_name:
            return operation
    raise OperationNotFoundError(f"The document has no operation named {operation_name!r}.")


def coerce_variables(
    supergraph: Supergraph, operation: OperationDefinitionNode, inputs: Mapping[str, Any]
) -> dict[str, Any]:
    """CoerceVariableValues (section 6.1.2): defaults filled in, everything checked against the
    client's schema. The values are JSON and can be sent on as they are.
    """
    result = get_variable_values(
        supergraph.client_schema, operation.variable_definitions or (), dict(inputs), max_errors=MAX_VARIABLE_ERRORS
    )
    if isinstance(result, list):
        raise VariablesInvalidError([_without_suggestion(error) for error in result])
    return result.coerced


def _without_suggestion(error: GraphQLError) -> dict[str, Any]:
    entry = dict(error.formatted)
    entry["message"] = error.message.split(" Did you mean", 1)[0]
    return entry


def condition_variables(document: DocumentNode) -> tuple[str, ...]:
    """Names of the variables that decide some `@skip`, `@include` or `@defer`, sorted: a plan holds for one
    setting of them.
    """
    finder = _ConditionFinder()
    visit(document, finder)
    return tuple(sorted(finder.names))


def uses_defer(document: DocumentNode) -> bool:
    """Whether some fragment has a `@defer`, on or off."""
    finder = _ConditionFinder()
    visit(document, finder)
    return finder.defers


class _ConditionFinder(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.defers = False

    def enter_directive(self, node: Any, *_: Any) -> None:
        self.defers = self.defers or node.name.value == DEFER
        if node.name.value in (*CONDITIONS, DEFER):
            for argument in node.arguments or ():
                if argument.name.value == "if" and isinstance(argument.value, VariableNode):
                    self.names.add(argument.value.name.value)


def prepare_operation(
    supergraph: Supergraph,
    document: DocumentNode,
    operation_name: str | None,
    variables: Mapping[str, Any],
    *,
    defer: bool = False,
    access: AccessFilter | None = None,
) -> Operation:
    """The operation in normal form. `document` is valid and `variables` are coerced; of these only
    the values of `condition_variables` matter. Without `defer` every `@defer` is ignored. `access` says what is
    withheld.
    """
    definition = select_operation(document, operation_name)
    fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
    root = supergraph.schema.get_root_type(definition.operation)
    if root is None:
        raise OperationError(f"The schema has no {definition.operation.value} type.")
    collector = SelectionCollector(supergraph, fragments, variables, defer=defer, access=access)
    shown = collector.collect(root.name, (definition.selection_set,))
    return Operation(
        type=definition.operation,
        name=definition.name.value if definition.name else None,
        root_type=root.name,
        selections=tuple(selection for selection in shown if not selection.withheld),
        variable_types={
            v.variable.name.value: print_ast(v.type) + (f"={print_ast(v.default_value)}" if v.default_value else "")
            for v in definition.variable_definitions or ()
        },
        introspection=_introspection_document(definition, fragments, collector.introspection),
        deferrals=tuple(collector.deferrals),
        shown=shown,
        withheld=find_withheld(shown) if access is not None else (),
    )


def _introspection_document(
    definition: OperationDefinitionNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    fields: Sequence[FieldNode],
) -> DocumentNode | None:
    if not fields:
        return None
    operation = replace(definition, selection_set=SelectionSetNode(selections=tuple(fields)))
    return DocumentNode(definitions=(operation, *fragments.values()))
