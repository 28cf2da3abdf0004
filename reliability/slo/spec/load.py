"""Files and folders to services."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from reliability.slo.model import Service
from reliability.slo.spec.build import Draft, build_service
from reliability.slo.spec.form import SERVICE, VERSION
from reliability.slo.spec.nodes import Node, Place, scalar_of
from reliability.slo.spec.problems import Problems
from reliability.slo.spec.read_yaml import read_file, read_text
from reliability.slo.spec.references import check_references
from reliability.slo.spec.values import Section

DEFINITIONS: Final = Path(__file__).parent.parent / "definitions"
SLOTH: Final = "prometheus/v1"
OPENSLO: Final = "openslo/"
SUFFIXES: Final = frozenset({".yaml", ".yml"})


def load_services(paths: Iterable[Path]) -> tuple[Service, ...]:
    """Return the services of files, and of all YAML files in folders, in the order given and by name in a folder.

    Raises SpecificationError whose text has a line for each problem: `file:line: what. remedy`.
    """
    problems = Problems()
    drafts = [
        draft for file in find_files(paths, problems) for draft in _drafts(read_file(file, problems), file, problems)
    ]
    return _checked(drafts, problems)


def load_definitions() -> tuple[Service, ...]:
    """Return the services that ship with this package. Raises SpecificationError."""
    return load_services(yaml_files(DEFINITIONS))


def parse_service(text: str, path: Path) -> Service:
    """Return the service of a text that stands in `path`, or will. Raises SpecificationError."""
    problems = Problems()
    services = _checked(_drafts(read_text(text, path, problems), path, problems), problems)
    return services[0]


def find_files(paths: Iterable[Path], problems: Problems) -> list[Path]:
    """Return each file once; a folder without any is told."""
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            inside = yaml_files(path)
            found |= dict.fromkeys(inside)
            if not inside:
                problems.add(Place(path, 1), "this folder has no YAML files. Name another.")
        else:
            found[path] = None
    return list(found)


def yaml_files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.suffix in SUFFIXES)


def _drafts(documents: tuple[Node, ...], file: Path, problems: Problems) -> list[Draft]:
    if not documents:
        if not any(problem.place.file == file for problem in problems.found):
            problems.add(Place(file, 1), f"this file is empty. Begin with `version: {VERSION}`.")
        return []
    for another in documents[1:]:
        problems.add(another.place, "a file has one service. Put this document into a file of its own.")
    if _tells_another_form(documents[0], problems):
        return []
    section = SERVICE.read(documents[0], "the file", problems)
    return [build_service(section, problems)] if isinstance(section, Section) else []


def _tells_another_form(document: Node, problems: Problems) -> bool:
    """Files of other tools get one problem, not dozens."""
    version, api_version = (scalar_of(document, name) for name in ("version", "apiVersion"))
    if version == SLOTH or api_version.startswith(OPENSLO):
        tool = "Sloth" if version == SLOTH else "OpenSLO"
        problems.add(document.place, f"this is a file of {tool}. Convert it: `python -m reliability.slo convert`.")
    elif api_version:
        problems.add(document.place, f"this is a resource of {api_version}. Put its spec into a file of its own.")
    return version == SLOTH or bool(api_version)


def _checked(drafts: list[Draft], problems: Problems) -> tuple[Service, ...]:
    check_references(drafts, problems)
    problems.raise_if_any()
    return tuple(draft.service for draft in drafts)
