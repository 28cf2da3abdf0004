"""When one type reference may stand where another is asked for.

Source: GraphQL specification, IsValidImplementationFieldType.
"""

from __future__ import annotations

from collections.abc import Iterable

from marketplace.gateway.supergraph.composition.schema.elements import Schema, TypeKind
from marketplace.gateway.supergraph.composition.schema.type_refs import ListOf, Named, NonNull, TypeRef


class Subtyping:
    """The subtype relation which several schemas together declare: what any of them says counts."""

    def __init__(self, schemas: Iterable[Schema]) -> None:
        self._supertypes: dict[str, set[str]] = {}
        for schema in schemas:
            for definition in schema.types.values():
                if definition.interfaces:
                    self._supertypes.setdefault(definition.name, set()).update(definition.interfaces)
                if definition.kind is TypeKind.UNION:
                    for member in definition.members:
                        self._supertypes.setdefault(member, set()).add(definition.name)

    def is_subtype(self, narrow: TypeRef, wide: TypeRef) -> bool:
        """Tell whether every value of `narrow` is a value of `wide`; a type is a subtype of itself."""
        if narrow == wide:
            return True
        if isinstance(narrow, NonNull):
            return self.is_subtype(narrow.of, wide.of if isinstance(wide, NonNull) else wide)
        if isinstance(narrow, ListOf) and isinstance(wide, ListOf):
            return self.is_subtype(narrow.of, wide.of)
        if isinstance(narrow, Named) and isinstance(wide, Named):
            return wide.name in self._supertypes.get(narrow.name, ())
        return False

    def widest(self, candidates: Iterable[TypeRef]) -> TypeRef | None:
        """Return the one of the candidates of which all others are subtypes, or None."""
        found = list(candidates)
        return next((wide for wide in found if all(self.is_subtype(each, wide) for each in found)), None)

    def narrowest(self, candidates: Iterable[TypeRef]) -> TypeRef | None:
        """Return the one of the candidates which is a subtype of all others, or None."""
        found = list(candidates)
        return next((narrow for narrow in found if all(self.is_subtype(narrow, each) for each in found)), None)
