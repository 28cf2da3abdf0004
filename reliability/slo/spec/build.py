"""A document that fits the form to a service: what only several fields together can say is checked here."""

from collections.abc import Mapping
from dataclasses import dataclass

from reliability.slo.model import Attribution, Composite, GroupObjective, Service, Slo
from reliability.slo.spec.build_adjustments import build_adjustments
from reliability.slo.spec.build_alerting import build_alerting, build_policy
from reliability.slo.spec.build_indicator import build_indicator, full_reference
from reliability.slo.spec.nodes import Place
from reliability.slo.spec.problems import Problems, did_you_mean
from reliability.slo.spec.values import Section
from reliability.slo.spec.windows import DEFAULT_WINDOW, build_budgeting, build_window


@dataclass(frozen=True, slots=True)
class Draft:
    """A service with the places that checks across files tell."""

    service: Service
    place: Place
    slo_places: Mapping[str, Place]
    """By reference."""
    component_places: Mapping[tuple[str, str], Place]
    """By the composite's reference and its component's."""


def build_service(section: Section, problems: Problems) -> Draft:
    """Return the service, of what is sound where problems are noted."""
    name = section.get("service", "")
    slos: dict[str, Slo] = {}
    slo_places: dict[str, Place] = {}
    component_places: dict[tuple[str, str], Place] = {}
    for placed in section.items("slos"):
        slo = _slo(placed.value, name, problems)
        if slo is None:
            continue
        if slo.name in slos:
            first = slo_places[slo.reference].line
            problems.add(placed.place, f"the SLO {slo.name} is there already, on line {first}. Give one another name.")
        slos[slo.name] = slo
        slo_places[slo.reference] = placed.place
        if isinstance(slo.indicator, Composite):
            for part in placed.value.get("indicator").items("composite"):
                if part.value.complete:
                    component_places[slo.reference, full_reference(part.value.get("slo"), name)] = part.place
    service = Service(
        name=name,
        slos=tuple(slos.values()),
        title=section.get("title", ""),
        owner=section.get("owner", ""),
        tier=section.get("tier", 3),
        depends_on=tuple(other.value for other in section.items("depends_on")),
        labels=section.get("labels", ()),
        adjustments=build_adjustments(section, name, _written_names(section), problems),
        source=section.place.file,
    )
    return Draft(service, section.place_of("service"), slo_places, component_places)


def _written_names(section: Section) -> tuple[str, ...]:
    return tuple(slo.value.get("name") for slo in section.items("slos") if slo.value.get("name"))


def _slo(section: Section, service: str, problems: Problems) -> Slo | None:
    """Return None where what is required is missing; all that can be checked is checked before."""
    window = build_window(section.get("window"), problems)
    budgeting = build_budgeting(section.get("budgeting"), window, problems)
    indicator = build_indicator(section.get("indicator"), service, problems) if section.get("indicator") else None
    attribution: Section | None = section.get("attribution")
    alerting = build_alerting(section.get("alerting"), window, section.place, problems)
    policy = build_policy(section.get("policy"), problems)
    group_by = _group_by(section, problems)
    if indicator is None or not section.complete:
        return None
    if isinstance(indicator, Composite) and group_by:
        problems.add(section.place_of("group_by"), "a composite has no groups: group its components. Leave it out.")
    return Slo(
        service=service,
        name=section.get("name"),
        description=section.get("description"),
        objective=section.get("objective"),
        window=window or DEFAULT_WINDOW,
        indicator=indicator,
        group_by=group_by,
        group_objectives=_group_objectives(section, group_by, problems),
        budgeting=budgeting,
        attribution=_attribution(attribution) if attribution and attribution.complete else None,
        alerting=alerting,
        policy=policy,
        labels=section.get("labels", ()),
    )


def _group_by(section: Section, problems: Problems) -> tuple[str, ...]:
    labels: list[str] = []
    others = {label for label, _ in section.get("labels", ())}
    for placed in section.items("group_by"):
        if placed.value in labels:
            problems.add(placed.place, f"group_by has {placed.value} twice. Remove one of them.")
        elif placed.value in others:
            problems.add(placed.place, f"{placed.value} is a label of this SLO too. Take it out of one of them.")
        else:
            labels.append(placed.value)
    return tuple(labels)


def _group_objectives(section: Section, group_by: tuple[str, ...], problems: Problems) -> tuple[GroupObjective, ...]:
    found = []
    seen: set[tuple[tuple[str, str], ...]] = set()
    for placed in section.items("objectives"):
        one: Section = placed.value
        if not one.complete:
            continue
        match = one.get("match")
        for label, _ in match:
            if label not in group_by:
                remedy = did_you_mean(label, group_by) or " Add it to group_by."
                problems.add(one.place_of("match"), f"{label} is no label of group_by.{remedy}")
        if match in seen or not match:
            problems.add(one.place_of("match"), "these groups have an objective already. Remove one of them.")
        seen.add(match)
        found.append(GroupObjective(match, one.get("objective")))
    return tuple(found)


def _attribution(section: Section) -> Attribution:
    return Attribution(section.get("label"), tuple(placed.value for placed in section.items("counters")))
