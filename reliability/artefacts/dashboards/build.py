"""All boards, in the order in which an incident asks for them."""

from collections.abc import Iterator, Sequence
from typing import Final

from reliability.artefacts.dashboards import (
    business,
    gateway,
    jobs,
    postgresql,
    redis,
    slo_overview,
    slo_service,
    subgraphs,
)
from reliability.artefacts.dashboards.board import document
from reliability.artefacts.document import Document
from reliability.artefacts.site import Site
from reliability.slo.model import Service

OF_SYSTEMS: Final = (gateway, subgraphs, jobs, postgresql, redis, business)


def build_dashboards(services: Sequence[Service], site: Site) -> Iterator[Document]:
    """Give the overview, a board for each service, and those of the systems, which no SLO changes."""
    yield document(slo_overview.board(services, site))
    for service in services:
        yield document(slo_service.board(service, site))
    for system in OF_SYSTEMS:
        yield document(system.board())
