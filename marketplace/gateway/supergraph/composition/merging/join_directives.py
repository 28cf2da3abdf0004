"""The directives with which the supergraph says what each subgraph has.

Source: https://specs.apollo.dev/join/v0.3 (and v0.4 for override labels, v0.5 for contextual arguments).
"""

from collections.abc import Mapping, Sequence

from graphql import ValueNode

from marketplace.gateway.supergraph.composition.federation.directives import FederationDirective
from marketplace.gateway.supergraph.composition.schema.elements import AppliedDirective
from marketplace.gateway.supergraph.composition.schema.values import (
    boolean_value,
    enum_value,
    list_value,
    object_value,
    string_value,
)


def join_type(
    graph: str,
    *,
    key: str | None = None,
    extension: bool = False,
    resolvable: bool = True,
    is_interface_object: bool = False,
) -> AppliedDirective:
    """A subgraph has the type; with a key, it can be entered (unless not resolvable) or left by it."""
    arguments: dict[str, ValueNode] = {"graph": enum_value(graph)}
    if key is not None:
        arguments["key"] = string_value(key)
    if extension:
        arguments["extension"] = boolean_value(value=True)
    if not resolvable:
        arguments["resolvable"] = boolean_value(value=False)
    if is_interface_object:
        arguments["isInterfaceObject"] = boolean_value(value=True)
    return AppliedDirective(name="join__type", arguments=arguments)


def join_field(graph: str | None = None, **facts: str | bool | ValueNode | None) -> AppliedDirective:
    """A subgraph has the field, with the facts given by their specified names; None and False are left out."""
    arguments: dict[str, ValueNode] = {"graph": enum_value(graph)} if graph else {}
    for name, fact in facts.items():
        if isinstance(fact, str):
            arguments[name] = string_value(fact)
        elif isinstance(fact, ValueNode):
            arguments[name] = fact
        elif fact:
            arguments[name] = boolean_value(value=True)
    return AppliedDirective(name="join__field", arguments=arguments)


def join_implements(graph: str, interface: str) -> AppliedDirective:
    """A subgraph declares that the type implements the interface."""
    return AppliedDirective(
        name="join__implements", arguments={"graph": enum_value(graph), "interface": string_value(interface)}
    )


def join_union_member(graph: str, member: str) -> AppliedDirective:
    """A subgraph counts a type among the members of the union."""
    return AppliedDirective(
        name="join__unionMember", arguments={"graph": enum_value(graph), "member": string_value(member)}
    )


def join_enum_value(graph: str) -> AppliedDirective:
    """A subgraph has the enum value."""
    return AppliedDirective(name="join__enumValue", arguments={"graph": enum_value(graph)})


def join_graph(name: str, url: str) -> AppliedDirective:
    """The subgraph for which a join__Graph value stands."""
    return AppliedDirective(name="join__graph", arguments={"name": string_value(name), "url": string_value(url)})


def context_arguments(arguments: Sequence[Mapping[str, str]]) -> ValueNode:
    """The arguments of a field which the gateway takes from the context."""
    return list_value(
        object_value({name: string_value(text) for name, text in argument.items()}) for argument in arguments
    )


def join_directive(
    name: str,
    graphs: Sequence[str],
    arguments: Mapping[str, ValueNode],
    federation: FederationDirective | None = None,
) -> AppliedDirective:
    """Some subgraphs use a directive which concerns them alone."""
    return AppliedDirective(
        name="join__directive",
        arguments={
            "graphs": list_value(map(enum_value, graphs)),
            "name": string_value(name),
            "args": object_value(arguments),
        },
        federation=federation,
    )
