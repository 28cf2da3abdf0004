"""The tree of routes: the heartbeat, then one branch for each service, in it one for each line that fits its alerts."""

from typing import Any, Final

from reliability.artefacts.alertmanager.matchers import equals
from reliability.artefacts.alertmanager.receivers import heartbeat_name, receiver_name
from reliability.artefacts.site import Route, Site
from reliability.conventions import AlertKind, SloLabel
from reliability.errors import SpecificationError
from reliability.slo.model import Service, Severity

GROUP_BY: Final = (SloLabel.ENVIRONMENT, SloLabel.SERVICE, SloLabel.SLO, SloLabel.SEVERITY)
"""One notification for all groups of an SLO; another SLO's is its own, so that acknowledging one hides no other."""

WAIT: Final = {Severity.PAGE: "30s", Severity.TICKET: "2m"}
"""Time for what has one cause to come together, and to be silenced by another alert before it is told."""
REPEAT: Final = {Severity.PAGE: "1h", Severity.TICKET: "1d"}
"""The on-call application escalates; repeating mends a notification that it lost."""
INTERVAL: Final = "1m"
"""After a first notification: how soon one tells what joined or ended."""
HEARTBEAT: Final = {"group_wait": "0s", "group_interval": "20s", "repeat_interval": "50s"}
"""Told each minute, by the first interval that ends when the repetition is due."""


def route(services: tuple[Service, ...], site: Site) -> dict[str, Any]:
    """Raise SpecificationError where an alert would reach nobody."""
    return {
        "receiver": receiver_name(site.otherwise),
        "group_by": list(map(str, GROUP_BY)),
        "group_wait": WAIT[Severity.PAGE],
        "group_interval": INTERVAL,
        "repeat_interval": REPEAT[Severity.PAGE],
        "routes": [
            {
                "receiver": heartbeat_name(site),
                "matchers": [equals(SloLabel.ALERT_KIND, AlertKind.HEARTBEAT)],
                **HEARTBEAT,
            },
            *(_branch(service, site) for service in services),
        ],
    }


def _branch(service: Service, site: Site) -> dict[str, Any]:
    for severity in Severity:
        if site.route_of(service, severity, None) is None:
            raise SpecificationError(
                f"no route takes each {severity} of {service.name} (tier {service.tier}). "
                f"Add to routing: {{severity: {severity}, channels: [...]}}."
            )
    return {
        "receiver": receiver_name(site.otherwise),
        "matchers": [equals(SloLabel.SERVICE, service.name)],
        "routes": [_leaf(line) for line in site.routes_of(service)],
    }


def _leaf(line: Route) -> dict[str, Any]:
    matchers = [equals(SloLabel.SEVERITY, line.severity)]
    if line.environment:
        matchers.append(equals(SloLabel.ENVIRONMENT, line.environment))
    return {
        "receiver": receiver_name(line.channels),
        "matchers": matchers,
        "group_wait": WAIT[line.severity],
        "repeat_interval": REPEAT[line.severity],
        **({"active_time_intervals": [line.hours]} if line.hours else {}),
    }
