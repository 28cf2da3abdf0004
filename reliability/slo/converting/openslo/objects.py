"""OpenSLO's objects by kind and name: they refer to one another."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from reliability.slo.converting.openslo.form import ALERT_TARGET, API_VERSION, OBJECTS
from reliability.slo.spec.nodes import Entries, Node, Place, scalar_of
from reliability.slo.spec.problems import Problems, did_you_mean
from reliability.slo.spec.shapes import Form
from reliability.slo.spec.values import Section


@dataclass(slots=True)
class Objects:
    problems: Problems
    by_kind: dict[str, dict[str, Section]] = field(default_factory=lambda: {kind: {} for kind in OBJECTS})

    def read(self, nodes: Iterable[Node]) -> None:
        for node in nodes:
            kind = scalar_of(node, "kind")
            if scalar_of(node, "apiVersion") != API_VERSION:
                self.problems.add(node.place, f"this is no {API_VERSION}. Convert it with oslo first.")
            elif kind in OBJECTS:
                self._add(kind, node)
            elif kind != ALERT_TARGET:
                remedy = did_you_mean(kind, OBJECTS) or f" There are {', '.join(OBJECTS)}."
                self.problems.add(node.place, f"there is no kind {kind!r}.{remedy}")

    def _add(self, kind: str, node: Node) -> None:
        section = OBJECTS[kind].read(node, kind, self.problems)
        name = name_of(section) if isinstance(section, Section) else ""
        if not name:
            return
        first = self.by_kind[kind].setdefault(name, section)
        if first is not section:
            self.problems.add(node.place, f"the {kind} {name} is there already, at {first.place}. Remove one of them.")

    def find(self, kind: str, name: str, place: Place) -> Section | None:
        """Return the object that a reference names; None with a problem noted."""
        found = self.by_kind[kind].get(name)
        if found is None:
            remedy = did_you_mean(name, self.by_kind[kind]) or " Name its file as well, or correct it."
            self.problems.add(place, f"there is no {kind} {name}.{remedy}")
        return found

    def inline_or_referred(self, node: Node, kind: str, reference: str, form: Form) -> Section | None:
        """Return the object that stands in a list, or is named there by `reference`."""
        if isinstance(node, Entries) and reference in node.entries:
            return self.find(kind, scalar_of(node, reference), node.place)
        section = form.read(node, kind, self.problems)
        return section if isinstance(section, Section) else None


def name_of(section: Section) -> str:
    metadata: Section | None = section.get("metadata")
    return metadata.get("name", "") if metadata else ""
