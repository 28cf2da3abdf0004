"""Where links on boards lead."""

from typing import Final

from grafana_foundation_sdk.models.dashboard import DashboardLink

from reliability.artefacts.dashboards.panels import link
from reliability.artefacts.site import Site
from reliability.conventions import SERVICE_BOARD
from reliability.errors import SpecificationError

LONGEST_UID: Final = 40
"""Grafana refuses longer ones."""


def service_uid(service: str) -> str:
    """Raises SpecificationError for a name with which no address of a board can be made."""
    uid = SERVICE_BOARD + service
    if len(uid) > LONGEST_UID:
        most = LONGEST_UID - len(SERVICE_BOARD)
        raise SpecificationError(
            f"The service {service} gets no board: Grafana's identifiers have at most {LONGEST_UID} characters. "
            f"Give it a name of at most {most}."
        )
    return uid


def board_address(uid: str) -> str:
    """Return the address within the Grafana that shows the link."""
    return f"/d/{uid}"


def report_links(site: Site, service: str, slo: str) -> tuple[DashboardLink, ...]:
    """Return the link to the error budget report of an SLO, where the site has one."""
    return (link("Error budget report", f"{site.reports}/{service}/{slo}/"),) if site.reports else ()


def runbook_link(site: Site, alert: str) -> DashboardLink:
    return link(f"Runbook: {alert}", f"{site.runbooks}/{alert}.md")
