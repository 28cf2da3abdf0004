"""Services and SLOs by name."""

from collections.abc import Mapping, Sequence

from reliability.errors import SpecificationError
from reliability.promises import promised_services
from reliability.slo.model import Service, Slo


def slos_by_reference(services: Sequence[Service]) -> Mapping[str, Slo]:
    return {slo.reference: slo for service in services for slo in service.slos}


def find_service(name: str) -> Service:
    """Return the service; raise SpecificationError with those there are."""
    services = {service.name: service for service in promised_services()}
    if name not in services:
        raise SpecificationError(f"No service is called {name!r}: there are {', '.join(services)}.")
    return services[name]


def find_slos(references: Sequence[str]) -> list[Slo]:
    """Return the SLOs called `service/name`, all for none; raise SpecificationError with those there are."""
    known = slos_by_reference(promised_services())
    for reference in references:
        if reference not in known:
            raise SpecificationError(f"No SLO is called {reference!r}: there are {', '.join(known)}.")
    return [known[reference] for reference in references] if references else list(known.values())
