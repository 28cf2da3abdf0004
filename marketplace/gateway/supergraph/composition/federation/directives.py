"""The directives of the federation specifications: since when each exists and how it is defined.

Source: https://www.apollographql.com/docs/graphos/schema-design/federated-schemas/reference/directives
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

Version: TypeAlias = tuple[int, int]

FEDERATION_1: Version = (1, 0)
NEWEST_FEDERATION: Version = (2, 14)

ANY_DEFINITION = (
    "FIELD_DEFINITION | OBJECT | INTERFACE | UNION | ARGUMENT_DEFINITION | SCALAR | ENUM | ENUM_VALUE | INPUT_OBJECT"
    " | INPUT_FIELD_DEFINITION"
)
GUARDED = "FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM"


class FederationDirective(StrEnum):
    """The canonical names, whatever a subgraph calls them."""

    AUTHENTICATED = "authenticated"
    CACHE_TAG = "cacheTag"
    COMPOSE_DIRECTIVE = "composeDirective"
    CONTEXT = "context"
    COST = "cost"
    EXTENDS = "extends"
    EXTERNAL = "external"
    FROM_CONTEXT = "fromContext"
    INACCESSIBLE = "inaccessible"
    INTERFACE_OBJECT = "interfaceObject"
    KEY = "key"
    LINK = "link"
    LIST_SIZE = "listSize"
    OVERRIDE = "override"
    POLICY = "policy"
    PROVIDES = "provides"
    REQUIRES = "requires"
    REQUIRES_SCOPES = "requiresScopes"
    SHAREABLE = "shareable"
    TAG = "tag"


@dataclass(frozen=True, slots=True)
class DirectiveSpecification:
    """One directive: its arguments and locations as SDL, with the names of federation scalars left open in braces."""

    since: Version
    arguments: str
    locations: str
    repeatable: bool = False
    later_arguments: tuple[Version, str] | None = None

    @property
    def argument_names(self) -> frozenset[str]:
        """The names of all arguments, of whatever version."""
        written = self.arguments + (f", {self.later_arguments[1]}" if self.later_arguments else "")
        return frozenset(part.split(":")[0].strip() for part in written.split(",") if part.strip())

    def definition(self, name: str, scalars: dict[str, str], version: Version = NEWEST_FEDERATION) -> str:
        """Write the definition for a subgraph which knows the directive and the scalars under these names."""
        written = self.arguments
        if self.later_arguments and self.later_arguments[0] <= version:
            written += f", {self.later_arguments[1]}"
        arguments = f"({written.format_map(scalars)})" if written else ""
        return f"directive @{name}{arguments}{' repeatable' if self.repeatable else ''} on {self.locations}"


FEDERATION_SCALARS = ("FieldSet", "Scope", "Policy", "ContextFieldValue")

SPECIFICATIONS: dict[FederationDirective, DirectiveSpecification] = {
    FederationDirective.KEY: DirectiveSpecification(
        FEDERATION_1, "fields: {FieldSet}!, resolvable: Boolean = true", "OBJECT | INTERFACE", repeatable=True
    ),
    FederationDirective.REQUIRES: DirectiveSpecification(FEDERATION_1, "fields: {FieldSet}!", "FIELD_DEFINITION"),
    FederationDirective.PROVIDES: DirectiveSpecification(FEDERATION_1, "fields: {FieldSet}!", "FIELD_DEFINITION"),
    FederationDirective.EXTERNAL: DirectiveSpecification(FEDERATION_1, "reason: String", "OBJECT | FIELD_DEFINITION"),
    FederationDirective.EXTENDS: DirectiveSpecification(FEDERATION_1, "", "OBJECT | INTERFACE"),
    FederationDirective.TAG: DirectiveSpecification(
        FEDERATION_1, "name: String!", f"{ANY_DEFINITION} | SCHEMA", repeatable=True
    ),
    FederationDirective.INACCESSIBLE: DirectiveSpecification((2, 0), "", ANY_DEFINITION),
    FederationDirective.SHAREABLE: DirectiveSpecification((2, 0), "", "OBJECT | FIELD_DEFINITION", repeatable=True),
    FederationDirective.OVERRIDE: DirectiveSpecification(
        (2, 0), "from: String!", "FIELD_DEFINITION", later_arguments=((2, 7), "label: String")
    ),
    FederationDirective.COMPOSE_DIRECTIVE: DirectiveSpecification((2, 1), "name: String", "SCHEMA", repeatable=True),
    FederationDirective.INTERFACE_OBJECT: DirectiveSpecification((2, 3), "", "OBJECT"),
    FederationDirective.AUTHENTICATED: DirectiveSpecification((2, 5), "", GUARDED),
    FederationDirective.REQUIRES_SCOPES: DirectiveSpecification((2, 5), "scopes: [[{Scope}!]!]!", GUARDED),
    FederationDirective.POLICY: DirectiveSpecification((2, 6), "policies: [[{Policy}!]!]!", GUARDED),
    FederationDirective.CONTEXT: DirectiveSpecification(
        (2, 8), "name: String!", "INTERFACE | OBJECT | UNION", repeatable=True
    ),
    FederationDirective.FROM_CONTEXT: DirectiveSpecification(
        (2, 8), "field: {ContextFieldValue}", "ARGUMENT_DEFINITION"
    ),
    FederationDirective.COST: DirectiveSpecification(
        (2, 9),
        "weight: Int!",
        "ARGUMENT_DEFINITION | ENUM | FIELD_DEFINITION | INPUT_FIELD_DEFINITION | OBJECT | SCALAR",
    ),
    FederationDirective.LIST_SIZE: DirectiveSpecification(
        (2, 9),
        "assumedSize: Int, slicingArguments: [String!], sizedFields: [String!],"
        " requireOneSlicingArgument: Boolean = true",
        "FIELD_DEFINITION",
    ),
    FederationDirective.CACHE_TAG: DirectiveSpecification(
        (2, 12), "format: String!", "OBJECT | FIELD_DEFINITION", repeatable=True
    ),
}

# Specifications besides federation itself that a subgraph may link on its own.
STANDALONE_SPECIFICATIONS: dict[str, frozenset[FederationDirective]] = {
    "tag": frozenset({FederationDirective.TAG}),
    "inaccessible": frozenset({FederationDirective.INACCESSIBLE}),
    "authenticated": frozenset({FederationDirective.AUTHENTICATED}),
    "requiresScopes": frozenset({FederationDirective.REQUIRES_SCOPES}),
    "policy": frozenset({FederationDirective.POLICY}),
    "context": frozenset({FederationDirective.CONTEXT, FederationDirective.FROM_CONTEXT}),
    "cost": frozenset({FederationDirective.COST, FederationDirective.LIST_SIZE}),
}


def directives_of(version: Version) -> dict[FederationDirective, DirectiveSpecification]:
    """Return the directives a subgraph of this federation version can use."""
    return {name: specification for name, specification in SPECIFICATIONS.items() if specification.since <= version}
