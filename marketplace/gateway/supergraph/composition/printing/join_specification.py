"""The definitions of the join specification, in the oldest version that can say what a supergraph has to say.

Older gateways refuse what they do not know, so a supergraph without override labels or contexts stays at v0.3.
Source: https://specs.apollo.dev/join/v0.3, v0.4, v0.5.
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum

from marketplace.gateway.supergraph.composition.schema.elements import AppliedDirective


class JoinVersion(StrEnum):
    """The versions written here."""

    V0_3 = "v0.3"
    V0_4 = "v0.4"
    V0_5 = "v0.5"


_NEEDED_FOR = {"overrideLabel": JoinVersion.V0_4, "contextArguments": JoinVersion.V0_5}

_FIELD_ARGUMENTS = {
    JoinVersion.V0_3: "",
    JoinVersion.V0_4: ", overrideLabel: String",
    JoinVersion.V0_5: ", overrideLabel: String, contextArguments: [join__ContextArgument!]",
}

_LINK = (
    "directive @link(url: String, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA",
    "scalar link__Import",
    '''enum link__Purpose
{
  """
  `SECURITY` features provide metadata necessary to securely resolve fields.
  """
  SECURITY

  """
  `EXECUTION` features provide metadata necessary for operation execution.
  """
  EXECUTION
}''',
)


def oldest_sufficient_version(directives: Iterable[AppliedDirective]) -> JoinVersion:
    """Choose the version by the directives of a supergraph."""
    needed = {JoinVersion.V0_3}
    for directive in directives:
        if directive.name == "join__directive":
            needed.add(JoinVersion.V0_4)
        if directive.name == "join__field":
            needed.update(version for argument, version in _NEEDED_FOR.items() if argument in directive.arguments)
    return max(needed)


def join_definitions(version: JoinVersion) -> Iterator[str]:
    """Write everything the specification defines but the join__Graph enum, and the link specification with it."""
    yield "directive @join__enumValue(graph: join__Graph!) repeatable on ENUM_VALUE"
    yield (
        "directive @join__field(graph: join__Graph, requires: join__FieldSet, provides: join__FieldSet, type: String,"
        f" external: Boolean, override: String, usedOverridden: Boolean{_FIELD_ARGUMENTS[version]})"
        " repeatable on FIELD_DEFINITION | INPUT_FIELD_DEFINITION"
    )
    yield "directive @join__graph(name: String!, url: String!) on ENUM_VALUE"
    yield "directive @join__implements(graph: join__Graph!, interface: String!) repeatable on OBJECT | INTERFACE"
    yield (
        "directive @join__type(graph: join__Graph!, key: join__FieldSet, extension: Boolean! = false,"
        " resolvable: Boolean! = true, isInterfaceObject: Boolean! = false)"
        " repeatable on OBJECT | INTERFACE | UNION | ENUM | INPUT_OBJECT | SCALAR"
    )
    yield "directive @join__unionMember(graph: join__Graph!, member: String!) repeatable on UNION"
    yield "scalar join__FieldSet"
    if version >= JoinVersion.V0_4:
        yield (
            "directive @join__directive(graphs: [join__Graph!], name: String!, args: join__DirectiveArguments)"
            " repeatable on SCHEMA | OBJECT | INTERFACE | FIELD_DEFINITION"
        )
        yield "scalar join__DirectiveArguments"
    if version >= JoinVersion.V0_5:
        yield (
            "input join__ContextArgument\n{\n  name: String!\n  type: String!\n  context: String!\n"
            "  selection: join__FieldValue!\n}"
        )
        yield "scalar join__FieldValue"
    yield from _LINK
