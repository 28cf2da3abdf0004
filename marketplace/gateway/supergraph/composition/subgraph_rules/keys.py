"""Keys select plain fields, and a key on an interface holds for each of its implementations."""

from marketplace.gateway.supergraph.composition.codes import ErrorCode
from marketplace.gateway.supergraph.composition.federation.directives import FederationDirective
from marketplace.gateway.supergraph.composition.report import Report
from marketplace.gateway.supergraph.composition.schema.elements import AppliedDirective, TypeElement, TypeKind
from marketplace.gateway.supergraph.composition.schema.selections import (
    FieldSet,
    MalformedFieldSetError,
    parse_field_set,
)
from marketplace.gateway.supergraph.composition.schema.subgraph import Subgraph
from marketplace.gateway.supergraph.composition.subgraph_rules.field_sets import (
    KEY_POLICY,
    describe,
    field_set_problems,
)

_INTERFACE_KEYS_SINCE = (2, 3)


def check_keys(subgraph: Subgraph, report: Report) -> None:
    """Check every @key of a subgraph."""
    for definition in subgraph.types.values():
        for key in definition.applied(FederationDirective.KEY):
            for code, problem in field_set_problems(subgraph, definition, key, KEY_POLICY):
                message = f'[{subgraph.name}] On type "{definition.name}", for {describe(key)}: {problem}'
                report.error(code, message, (subgraph.name,), (key.position,))
            if definition.kind is TypeKind.INTERFACE:
                _check_interface_key(subgraph, definition, key, report)


def _check_interface_key(subgraph: Subgraph, definition: TypeElement, key: AppliedDirective, report: Report) -> None:
    if subgraph.links.federation_version < _INTERFACE_KEYS_SINCE:
        report.error(
            ErrorCode.KEY_UNSUPPORTED_ON_INTERFACE,
            f'[{subgraph.name}] Cannot use @key on interface "{definition.name}": keys on interfaces need federation'
            " v2.3 or newer",
            (subgraph.name,),
            (key.position,),
        )
        return
    wanted = _shape(key)
    for name in subgraph.runtime_types(definition.name):
        implementation = subgraph.types[name]
        same = [each for each in implementation.applied(FederationDirective.KEY) if _shape(each) == wanted]
        if not same:
            problem = f'is missing on implementation type "{name}".'
        elif key.boolean("resolvable", default=True) and not any(
            each.boolean("resolvable", default=True) for each in same
        ):
            problem = f'is resolvable, but it is not on implementation type "{name}".'
        else:
            continue
        report.error(
            ErrorCode.INTERFACE_KEY_NOT_ON_IMPLEMENTATION,
            f'[{subgraph.name}] Key {describe(key)} on interface type "{definition.name}" {problem}',
            (subgraph.name,),
            (key.position, implementation.position),
        )


def _shape(key: AppliedDirective) -> frozenset[object]:
    try:
        return _unordered(parse_field_set(key.string("fields") or ""))
    except MalformedFieldSetError:
        return frozenset()


def _unordered(selections: FieldSet) -> frozenset[object]:
    """Two keys are the same when they select the same, in whatever order."""
    return frozenset(
        (getattr(each, "name", None), getattr(each, "type_condition", None), _unordered(each.selections))
        for each in selections
    )
