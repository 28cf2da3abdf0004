"""Sloth's files to its documents, or every problem at once."""

from collections.abc import Iterable
from pathlib import Path

from reliability.slo.converting.sloth.document import SlothAlert, SlothAlerting, SlothService, SlothSlo
from reliability.slo.converting.sloth.form import SERVICE
from reliability.slo.spec.load import find_files
from reliability.slo.spec.nodes import Node, Place
from reliability.slo.spec.problems import Problems
from reliability.slo.spec.read_yaml import read_file, read_text
from reliability.slo.spec.values import Section


def load_sloth(paths: Iterable[Path]) -> tuple[SlothService, ...]:
    """Return the documents of files and folders, in their order. Raises SpecificationError with every problem."""
    problems = Problems()
    nodes = [node for file in find_files(paths, problems) for node in read_file(file, problems)]
    services = read_sloth(nodes, problems)
    problems.raise_if_any()
    return services


def read_sloth_text(text: str) -> tuple[SlothService, ...]:
    """Return the documents of a text. Raises SpecificationError."""
    problems = Problems()
    services = read_sloth(read_text(text, Path("sloth.yml"), problems), problems)
    problems.raise_if_any()
    return services


def read_sloth(nodes: Iterable[Node], problems: Problems) -> tuple[SlothService, ...]:
    """Return what is sound of documents; an SLO's identifier must be there once in all of them."""
    found = []
    identifiers: dict[str, Place] = {}
    for node in nodes:
        section = SERVICE.read(node, "the document", problems)
        if not isinstance(section, Section):
            continue
        for slo in section.items("slos"):
            identifier = f"{section.get('service')}-{slo.value.get('name')}"
            first = identifiers.setdefault(identifier, slo.place)
            if first is not slo.place:
                problems.add(slo.place, f"the SLO {identifier} is there already, at {first}. Give one another name.")
        found.append(_service(section, problems))
    return tuple(found)


def _service(section: Section, problems: Problems) -> SlothService:
    slos = (_slo(slo.value, problems) for slo in section.items("slos"))
    return SlothService(
        service=section.get("service", ""),
        labels=section.get("labels", ()),
        slos=tuple(slo for slo in slos if slo is not None),
        source=section.place.file,
    )


def _slo(section: Section, problems: Problems) -> SlothSlo | None:
    sli: Section | None = section.get("sli")
    alerting = _alerting(section, problems)
    if not section.complete or sli is None or not sli.complete:
        return None
    events, raw = sli.get("events"), sli.get("raw")
    return SlothSlo(
        name=section.get("name"),
        objective=section.get("objective") * 100,
        description=section.get("description", ""),
        labels=section.get("labels", ()),
        error_query=events.get("error_query", "") if events else "",
        total_query=events.get("total_query", "") if events else "",
        error_ratio_query=raw.get("error_ratio_query", "") if raw else "",
        alerting=alerting,
        place=section.place_of("objective"),
    )


def _alerting(slo: Section, problems: Problems) -> SlothAlerting:
    section: Section | None = slo.get("alerting")
    page, ticket = (_alert(section, name) for name in ("page_alert", "ticket_alert"))
    if (page or ticket) and not (section and section.get("name")):
        problems.add(slo.place_of("alerting"), "the alerts have no name. Write `name:` below `alerting`.")
    return SlothAlerting(
        name=section.get("name", "") if section else "",
        labels=section.get("labels", ()) if section else (),
        annotations=section.get("annotations", ()) if section else (),
        page=page,
        ticket=ticket,
    )


def _alert(alerting: Section | None, name: str) -> SlothAlert | None:
    section: Section | None = alerting.get(name) if alerting else None
    if section is None:
        return SlothAlert()
    if section.get("disable", False):
        return None
    return SlothAlert(labels=section.get("labels", ()), annotations=section.get("annotations", ()))
