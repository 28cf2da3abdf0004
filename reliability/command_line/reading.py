"""Files of any of the three forms to services."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from reliability.slo.converting import openslo, sloth
from reliability.slo.converting.conversion import Conversion
from reliability.slo.converting.detecting import FileForm, form_of
from reliability.slo.model import Service
from reliability.slo.spec import load_services
from reliability.slo.spec.load import find_files
from reliability.slo.spec.nodes import Place
from reliability.slo.spec.problems import FilesInvalidError, Problems


class Read(NamedTuple):
    services: tuple[Service, ...]
    warnings: tuple[str, ...]


def read_services(paths: Iterable[Path]) -> Read:
    """Raises FilesInvalidError with the problems of every file."""
    files = files_by_form(paths)
    problems = Problems()
    services: list[Service] = []
    warnings: list[str] = []
    for form, read in READERS.items():
        if not files[form]:
            continue
        try:
            found = read(files[form])
        except FilesInvalidError as error:
            problems.found += error.problems
            continue
        services += found.result
        warnings += found.warnings
    _check_names(services, problems)
    problems.raise_if_any()
    return Read(tuple(services), tuple(warnings))


def _check_names(services: Iterable[Service], problems: Problems) -> None:
    """Each form checks its own files; a service may yet be in files of two forms."""
    sources: dict[str, Path | None] = {}
    for service in services:
        if service.name in sources and service.source is not None:
            other = sources[service.name]
            problems.add(
                Place(service.source, 1), f"the service {service.name} is in {other} too. Leave out one of them."
            )
        sources.setdefault(service.name, service.source)


def files_by_form(paths: Iterable[Path]) -> dict[FileForm, list[Path]]:
    problems = Problems()
    found: dict[FileForm, list[Path]] = {form: [] for form in FileForm}
    for file in find_files(paths, problems):
        found[form_of(file)].append(file)
    problems.raise_if_any()
    return found


def _ours(files: Sequence[Path]) -> Conversion[tuple[Service, ...]]:
    return Conversion(load_services(files), ())


def _sloths(files: Sequence[Path]) -> Conversion[tuple[Service, ...]]:
    return sloth.to_services(sloth.load_sloth(files))


READERS: dict[FileForm, Callable[[Sequence[Path]], Conversion[tuple[Service, ...]]]] = {
    FileForm.HOLDFAST: _ours,
    FileForm.SLOTH: _sloths,
    FileForm.OPENSLO: openslo.load_openslo,
}
