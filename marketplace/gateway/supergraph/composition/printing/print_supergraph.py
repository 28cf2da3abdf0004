"""Write the supergraph: a header which links the specifications in use, their definitions, the graphs, the types.

Equal subgraphs give equal text: everything is in order of the alphabet but fields, arguments and values.
"""

from collections.abc import Iterator

from graphql import ValueNode

from marketplace.gateway.supergraph.composition.merging.features import FEATURES
from marketplace.gateway.supergraph.composition.merging.join_directives import join_graph
from marketplace.gateway.supergraph.composition.merging.sources import Merge
from marketplace.gateway.supergraph.composition.printing.join_specification import (
    join_definitions,
    oldest_sufficient_version,
)
from marketplace.gateway.supergraph.composition.printing.print_schema import (
    print_applied,
    print_directive_definition,
    print_type,
)
from marketplace.gateway.supergraph.composition.schema.elements import (
    ROOT_TYPE_NAMES,
    AppliedDirective,
    Element,
    Schema,
    TypeElement,
    TypeKind,
)
from marketplace.gateway.supergraph.composition.schema.values import enum_value, list_value, object_value, string_value


def print_supergraph(merge: Merge) -> str:
    """Write a merged supergraph as SDL."""
    used = list(_applied_directives(merge.schema))
    version = oldest_sufficient_version(used)
    definitions = [
        *join_definitions(version),
        *_feature_definitions(merge, used),
        *(print_directive_definition(each) for each in merge.schema.directives.values()),
        print_type(_graphs(merge)),
        *(print_type(each) for each in merge.schema.types.values()),
    ]
    header = _header(merge, used, version)
    return "\n\n".join([header, *sorted(definitions, key=_sort_key)]) + "\n"


def _header(merge: Merge, used: list[AppliedDirective], join_version: str) -> str:
    links = [
        _link("https://specs.apollo.dev/link/v1.0"),
        _link(f"https://specs.apollo.dev/join/{join_version}", purpose="EXECUTION"),
        *_feature_links(merge, used),
        *(
            _link(custom.link.url, imports={f"@{custom.specified_name}": f"@{custom.name}"})
            for custom in merge.composed.custom.values()
        ),
    ]
    directives = "".join(f"\n  {print_applied(each)}" for each in [*links, *merge.schema.applied])
    roots = "".join(f"\n  {name.lower()}: {name}" for name in ROOT_TYPE_NAMES if name in merge.schema.types)
    return f"schema{directives}\n{{{roots}\n}}"


def _feature_links(merge: Merge, used: list[AppliedDirective]) -> Iterator[AppliedDirective]:
    in_use = {each.federation for each in used}
    for feature in FEATURES:
        names = {each: merge.composed.federation_name(each) for each in feature.directives if each in in_use}
        if not names:
            continue
        # The directive named as its specification needs no import; others, and renamed ones, are imported by name.
        imports = {f"@{each.value}": f"@{name}" for each, name in names.items() if name != feature.name}
        yield _link(feature.url, purpose=feature.purpose, imports={} if feature.is_carried else imports)


def _link(url: str, *, purpose: str | None = None, imports: dict[str, str] | None = None) -> AppliedDirective:
    arguments: dict[str, ValueNode] = {"url": string_value(url)}
    if purpose:
        arguments["for"] = enum_value(purpose)
    if imports:
        arguments["import"] = list_value(
            string_value(name)
            if name == local
            else object_value({"name": string_value(name), "as": string_value(local)})
            for name, local in imports.items()
        )
    return AppliedDirective(name="link", arguments=arguments)


def _feature_definitions(merge: Merge, used: list[AppliedDirective]) -> Iterator[str]:
    in_use = {each.federation for each in used}
    for feature in FEATURES:
        directives = [each for each in feature.directives if each in in_use and not feature.is_carried]
        for directive in directives:
            yield feature.definition(directive, merge.composed.federation_name(directive))
        if directives and feature.scalar:
            yield f"scalar {feature.scalar[1]}"


def _graphs(merge: Merge) -> TypeElement:
    values = {
        merge.graph(each): Element(name=merge.graph(each), directives=[join_graph(each.name, each.url)])
        for each in merge.subgraphs
    }
    return TypeElement(name="join__Graph", kind=TypeKind.ENUM, values=values)


def _applied_directives(schema: Schema) -> Iterator[AppliedDirective]:
    yield from schema.applied
    for definition in schema.types.values():
        yield from definition.directives
        for value in definition.values.values():
            yield from value.directives
        for input_field in definition.input_fields.values():
            yield from input_field.directives
        for field in definition.fields.values():
            yield from field.directives
            for argument in field.arguments.values():
                yield from argument.directives


def _sort_key(text: str) -> tuple[bool, str]:
    """Directives first, then types by name; descriptions do not count."""
    line = next(line for line in _without_description(text).splitlines() if line)
    keyword, name = line.split(maxsplit=1)
    return keyword != "directive", name


def _without_description(text: str) -> str:
    return text.split('"""', 2)[2] if text.startswith('"""') else text
