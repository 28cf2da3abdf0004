"""The specifications of which the supergraph keeps the directives, and how it declares each.

Source: https://specs.apollo.dev/{tag,inaccessible,authenticated,requiresScopes,policy,cost,context}.
"""

from dataclasses import dataclass

from marketplace.gateway.supergraph.composition.federation.directives import SPECIFICATIONS, FederationDirective


@dataclass(frozen=True, slots=True)
class Feature:
    """A specification as the header of a supergraph links it; `scalar` is the one its directive definition needs.

    The directives of a carried feature keep their subgraphs: they are written within join__directive, not merged.
    """

    name: str
    version: str
    directives: tuple[FederationDirective, ...]
    purpose: str | None = None
    is_carried: bool = False
    scalar: tuple[str, str] | None = None

    @property
    def url(self) -> str:
        """The address under which the specification is linked."""
        return f"https://specs.apollo.dev/{self.name}/{self.version}"

    def definition(self, directive: FederationDirective, name: str) -> str:
        """Define one of the feature's directives under the name it has in the supergraph."""
        return SPECIFICATIONS[directive].definition(name, dict([self.scalar] if self.scalar else []))


FEATURES = (
    Feature("tag", "v0.3", (FederationDirective.TAG,)),
    Feature("inaccessible", "v0.2", (FederationDirective.INACCESSIBLE,), purpose="SECURITY"),
    Feature("authenticated", "v0.1", (FederationDirective.AUTHENTICATED,), purpose="SECURITY"),
    Feature(
        "requiresScopes",
        "v0.1",
        (FederationDirective.REQUIRES_SCOPES,),
        purpose="SECURITY",
        scalar=("Scope", "requiresScopes__Scope"),
    ),
    Feature("policy", "v0.1", (FederationDirective.POLICY,), purpose="SECURITY", scalar=("Policy", "policy__Policy")),
    Feature("cost", "v0.1", (FederationDirective.COST, FederationDirective.LIST_SIZE)),
    Feature("cacheTag", "v0.1", (FederationDirective.CACHE_TAG,), purpose="EXECUTION", is_carried=True),
    Feature(
        "context",
        "v0.1",
        (FederationDirective.CONTEXT, FederationDirective.FROM_CONTEXT),
        purpose="SECURITY",
        scalar=("ContextFieldValue", "context__ContextFieldValue"),
    ),
)

CARRIED_DIRECTIVES = frozenset(
    directive for feature in FEATURES if feature.is_carried for directive in feature.directives
)

# What contexts say reaches the supergraph in other ways: see `contextual_arguments`.
MERGED_DIRECTIVES = (
    frozenset(directive for feature in FEATURES for directive in feature.directives)
    - CARRIED_DIRECTIVES
    - {FederationDirective.CONTEXT, FederationDirective.FROM_CONTEXT}
)
