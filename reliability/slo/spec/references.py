"""What must fit between services, of one file or several."""

from collections.abc import Iterable, Mapping, Sequence

from reliability.slo.model import Composite, Slo
from reliability.slo.spec.build import Draft
from reliability.slo.spec.nodes import Place
from reliability.slo.spec.problems import Problems, did_you_mean


def check_references(drafts: Sequence[Draft], problems: Problems) -> None:
    """Services without a sound name, about which a problem is noted, are left aside."""
    drafts = [draft for draft in drafts if draft.service.name]
    _check_unique(drafts, problems)
    slos = {slo.reference: slo for draft in drafts for slo in draft.service.slos}
    for draft in drafts:
        for (_, component), place in draft.component_places.items():
            if component not in slos:
                remedy = did_you_mean(component, slos) or " Name its file as well, or correct it."
                problems.add(place, f"there is no SLO {component}.{remedy}")
    places = {reference: place for draft in drafts for reference, place in draft.slo_places.items()}
    parts = {reference: _components(slo) for reference, slo in slos.items()}
    _check_cycles(parts, places, "is made of itself", "Take one of them out", problems)
    first_drafts = {draft.service.name: draft for draft in reversed(drafts)}
    depends_on = {name: draft.service.depends_on for name, draft in first_drafts.items()}
    service_places = {name: draft.place for name, draft in first_drafts.items()}
    _check_cycles(
        depends_on, service_places, "depends on itself, so nothing would page", "Take one of them out", problems
    )


def _check_unique(drafts: Sequence[Draft], problems: Problems) -> None:
    services: dict[str, Place] = {}
    identifiers: dict[str, tuple[str, Place]] = {}
    for draft in drafts:
        name = draft.service.name
        if name in services:
            problems.add(
                draft.place, f"the service {name} is there already, at {services[name]}. Put both into one file."
            )
        services.setdefault(name, draft.place)
        for slo in draft.service.slos:
            place = draft.slo_places[slo.reference]
            other, where = identifiers.setdefault(slo.identifier, (slo.reference, place))
            if other != slo.reference:
                problems.add(
                    place,
                    f"{slo.reference} and {other} ({where}) would both be called {slo.identifier}. Rename one of them.",
                )


def _components(slo: Slo) -> tuple[str, ...]:
    return tuple(part.slo for part in slo.indicator.components) if isinstance(slo.indicator, Composite) else ()


def _check_cycles(
    edges: Mapping[str, Iterable[str]], places: Mapping[str, Place], what: str, remedy: str, problems: Problems
) -> None:
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> None:
        if name in path:
            circle = path[path.index(name) :]
            problems.add(places[name], f"{name} {what}: {' -> '.join((*circle, name))}. {remedy}.")
            return
        if name not in done and name in edges:
            for other in edges[name]:
                visit(other, (*path, name))
            done.add(name)

    for start in edges:
        visit(start, ())
