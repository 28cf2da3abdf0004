"""OpenSLO's objects to services of ours."""

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import Final

from reliability.slo.converting.conversion import Conversion, Warnings
from reliability.slo.converting.names import label_name, our_labels, our_name, owner_and_tier
from reliability.slo.converting.openslo.alerts import build_alerting
from reliability.slo.converting.openslo.form import RATIO_TIMESLICES, SERVICE, SLI, SLO, TIMESLICES
from reliability.slo.converting.openslo.indicators import build_indicator
from reliability.slo.converting.openslo.objects import Objects, name_of
from reliability.slo.converting.openslo.windows import build_window, shorthand_seconds
from reliability.slo.model import Budgeting, Service, Slo, Timeslices
from reliability.slo.spec.nodes import Entries, Node, Scalar
from reliability.slo.spec.problems import Problems
from reliability.slo.spec.read_yaml import read_file
from reliability.slo.spec.values import Section

Labels = tuple[tuple[str, str], ...]
MINUTE: Final = 60


def load_openslo(files: Iterable[Path]) -> Conversion[tuple[Service, ...]]:
    """Return a service for each that SLOs name. Raises SpecificationError with every problem."""
    problems = Problems()
    found = read_openslo([node for file in files for node in read_file(file, problems)], problems)
    problems.raise_if_any()
    return found


def read_openslo(nodes: Iterable[Node], problems: Problems) -> Conversion[tuple[Service, ...]]:
    objects, warnings = Objects(problems), Warnings()
    objects.read(nodes)
    by_service: dict[str, list[Slo]] = {}
    sources: dict[str, Path] = {}
    for section in objects.by_kind[SLO].values():
        spec: Section | None = section.get("spec")
        if spec is None or not spec.get("service"):
            continue
        service = spec.get("service")
        sources.setdefault(service, section.place.file)
        by_service.setdefault(service, []).extend(_slos(section, spec, service, objects, warnings))
    services = tuple(_service(name, slos, sources[name], objects, warnings) for name, slos in by_service.items())
    return Conversion(services, tuple(warnings.found))


def _service(name: str, slos: list[Slo], source: Path, objects: Objects, warnings: Warnings) -> Service:
    section = objects.by_kind[SERVICE].get(name)
    metadata: Section | None = section.get("metadata") if section else None
    labels, owner, tier = owner_and_tier(_labels(metadata, name, warnings))
    return Service(
        name=our_name(name, warnings),
        title=metadata.get("displayName", "") if metadata else "",
        owner=owner,
        tier=tier,
        labels=our_labels(labels, name, warnings),
        slos=tuple(slos),
        source=source,
    )


def _slos(section: Section, spec: Section, service: str, objects: Objects, warnings: Warnings) -> list[Slo]:
    """Return one for each objective: with several each has a name and a budget of its own."""
    name = name_of(section)
    where = f"{service}/{name}"
    objectives = list(spec.items("objectives"))
    sli = _sli(spec, objects)
    window = build_window(spec, where, objects.problems, warnings)
    alerting = build_alerting(spec, window, where, objects, warnings)
    _tell_unsupported(spec, objects)
    if sli is None or not section.complete:
        return []
    metadata: Section = section.get("metadata")
    labels = our_labels(_labels(metadata, where, warnings), where, warnings)
    description = spec.get("description") or metadata.get("displayName") or name
    if len(objectives) > 1:
        warnings.add(where, f"each of its {len(objectives)} objectives is an SLO of its own here.")
    found = []
    for number, placed in enumerate(objectives, start=1):
        one: Section = placed.value
        suffix = f"-{one.get('displayName', str(number))}" if len(objectives) > 1 else ""
        objective = _objective(one, objects)
        indicator = build_indicator(sli, one, where, objects, warnings)
        budgeting = _budgeting(spec, one, objects)
        if objective is None or indicator is None:
            continue
        found.append(
            Slo(
                service=our_name(service, Warnings()),
                name=our_name(f"{name}{suffix}", warnings),
                description=description.strip(),
                objective=objective,
                window=window,
                indicator=indicator,
                budgeting=budgeting,
                alerting=alerting,
                labels=labels,
            )
        )
    return found


def _sli(spec: Section, objects: Objects) -> Section | None:
    written = spec.written & {"indicator", "indicatorRef"}
    if len(written) != 1:
        objects.problems.add(spec.place, "an SLO has either an indicator or an indicatorRef. Write one of them.")
        return None
    if "indicator" in written:
        inline: Section | None = spec.get("indicator")
        return inline
    return objects.find(SLI, spec.get("indicatorRef", ""), spec.place_of("indicatorRef"))


def _objective(section: Section, objects: Objects) -> Fraction | None:
    target, percent = section.get("target"), section.get("targetPercent")
    if (target is None) == (percent is None):
        objects.problems.add(section.place, "an objective has either a target or a targetPercent. Write one of them.")
        return None
    share = Fraction(target if target is not None else percent / 100)
    if share >= 1:
        objects.problems.add(section.place, "the target leaves no error budget. Write less than 1 (100 percent).")
        return None
    return share


def _tell_unsupported(spec: Section, objects: Objects) -> None:
    method = spec.get("budgetingMethod")
    if method == RATIO_TIMESLICES:
        objects.problems.add(
            spec.place_of("budgetingMethod"),
            f"{method} is not supported: an average of ratios has no budget of events. Write Timeslices.",
        )


def _budgeting(spec: Section, objective: Section, objects: Objects) -> Budgeting:
    if spec.get("budgetingMethod") != TIMESLICES:
        return None
    target, slice_text = objective.get("timeSliceTarget"), objective.get("timeSliceWindow")
    if target is None or slice_text is None:
        objects.problems.add(objective.place, "Timeslices need timeSliceTarget and timeSliceWindow. Write both.")
        return None
    if target > 1:
        objects.problems.add(objective.place_of("timeSliceTarget"), "a timeSliceTarget is a share. Write up to 1.")
    seconds = int(slice_text) * MINUTE if slice_text.isdecimal() else shorthand_seconds(slice_text)
    return Timeslices(seconds, Fraction(target))


def _labels(metadata: Section | None, where: str, warnings: Warnings) -> Labels:
    """Return single texts; OpenSLO has lists too, and names that Prometheus has not."""
    node = metadata.get("labels") if metadata else None
    if metadata is not None and "annotations" in metadata.written:
        warnings.add(where, "its annotations are left out: ours are of alerts.")
    found: dict[str, str] = {}
    for name, entry in node.entries.items() if isinstance(node, Entries) else ():
        if isinstance(entry.node, Scalar):
            found[label_name(name, where, warnings)] = entry.node.text
        else:
            warnings.add(where, f"the label {name} is a list: left out.")
    return tuple(sorted(found.items()))
