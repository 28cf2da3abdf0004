"""What may not serve a decision, so that deciding ends."""

from dataclasses import dataclass

_Pairs = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Blocked:
    """Pairs (type, graph) and (type, field) that may not serve: everywhere below, or only `here`, for the
    object that the fields are decided for.
    """

    everywhere: _Pairs = frozenset()
    here: _Pairs = frozenset()

    def __contains__(self, pair: tuple[str, str]) -> bool:
        return pair in self.everywhere or pair in self.here

    def gathering(self, type_name: str, name: str) -> "Blocked":
        """While inputs for the graph or field are gathered."""
        return Blocked(self.everywhere | {(type_name, name)}, self.here)

    def behind(self, type_name: str, graph_id: str) -> "Blocked":
        """For the object that was entered in the graph as an interface."""
        return Blocked(self.everywhere, self.here | {(type_name, graph_id)})

    def below(self) -> "Blocked":
        """For what a field of the object gives."""
        return Blocked(self.everywhere) if self.here else self
