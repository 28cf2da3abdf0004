"""The SLOs that this installation promises."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from reliability.errors import SpecificationError
from reliability.slo.model import Service, Slo
from reliability.slo.spec import load_definitions, load_services


def services() -> tuple[Service, ...]:
    """Return those of RELIABILITY_SLO_FILES (files and folders), or else the packaged ones; read once."""
    return _read(tuple(settings.RELIABILITY_SLO_FILES))


@lru_cache(maxsize=4)
def _read(paths: tuple[Path, ...]) -> tuple[Service, ...]:
    return load_services(paths) if paths else load_definitions()


def slos_by_reference(known: Sequence[Service]) -> Mapping[str, Slo]:
    return {slo.reference: slo for service in known for slo in service.slos}


def find_service(name: str) -> Service:
    for service in services():
        if service.name == name:
            return service
    raise SpecificationError(f"No service is called {name!r}: there are {', '.join(one.name for one in services())}.")


def find_slo(reference: str) -> Slo:
    known = slos_by_reference(services())
    if reference not in known:
        raise SpecificationError(f"No SLO is called {reference!r}: there are {', '.join(known)}.")
    return known[reference]
