"""A subgraph after reading: its schema, and what the federation directives on it say about its fields."""

from dataclasses import dataclass, field

from marketplace.gateway.supergraph.composition.federation.directives import FederationDirective
from marketplace.gateway.supergraph.composition.federation.links import Links
from marketplace.gateway.supergraph.composition.schema.elements import FieldElement, Schema, TypeElement


@dataclass(slots=True, kw_only=True)
class Subgraph(Schema):
    """One subgraph. `key_fields`, `provided_fields`, `required_fields` hold (type, field) pairs; see `usage`."""

    name: str
    url: str
    links: Links
    sdl: str
    key_fields: set[tuple[str, str]] = field(default_factory=set)
    provided_fields: set[tuple[str, str]] = field(default_factory=set)
    required_fields: set[tuple[str, str]] = field(default_factory=set)

    def is_external(self, type_name: str, field_name: str) -> bool:
        """Tell whether the field is declared here but is resolved elsewhere."""
        return self.field(type_name, field_name).has(FederationDirective.EXTERNAL)

    def is_shareable(self, type_name: str, field_name: str) -> bool:
        """Tell whether other subgraphs may resolve the field too: it says so, or it is part of a key."""
        return (type_name, field_name) in self.key_fields or self.field(type_name, field_name).has(
            FederationDirective.SHAREABLE
        )

    def field(self, type_name: str, field_name: str) -> FieldElement:
        """Return a field that is known to exist."""
        return self.types[type_name].fields[field_name]

    def is_interface_object(self, type_name: str) -> bool:
        """Tell whether the type stands for an interface whose implementations this subgraph does not know."""
        definition = self.types.get(type_name)
        return definition is not None and definition.has(FederationDirective.INTERFACE_OBJECT)

    def resolvable_keys(self, definition: TypeElement) -> list[str]:
        """Return the field sets by which this subgraph can be entered at the type."""
        return [
            key.string("fields") or ""
            for key in definition.applied(FederationDirective.KEY)
            if key.boolean("resolvable", default=True)
        ]
