"""`alerts/alertmanager.yaml`: who hears of what.

Alertmanager keeps grouping, inhibition and silences; who is woken in which order the on-call application decides.
"""

from collections.abc import Iterator
from typing import Any, Final

from reliability.artefacts.alertmanager.inhibition import inhibit_rules
from reliability.artefacts.alertmanager.receivers import receivers
from reliability.artefacts.alertmanager.routes import route
from reliability.artefacts.document import Document, yaml_document
from reliability.artefacts.site import Hours, MailServer, Site
from reliability.slo.model import Service

PATH: Final = "alerts/alertmanager.yaml"


def build_configuration(services: tuple[Service, ...], site: Site) -> Iterator[Document]:
    """Raise SpecificationError where an alert would reach nobody."""
    yield yaml_document(PATH, configuration(services, site))


def configuration(services: tuple[Service, ...], site: Site) -> dict[str, Any]:
    return {
        **({"global": _mail_server(site.mail_server)} if site.mail_server else {}),
        "route": route(services, site),
        "inhibit_rules": inhibit_rules(services, site),
        "time_intervals": [{"name": name, "time_intervals": [_interval(hours)]} for name, hours in site.hours.items()],
        "receivers": receivers(services, site),
    }


def _mail_server(server: MailServer) -> dict[str, Any]:
    signing_in = {"smtp_auth_username": server.user, "smtp_auth_password_file": server.password_file}
    return {
        "smtp_smarthost": server.address,
        "smtp_from": server.sender,
        "smtp_require_tls": server.encrypted,
        **{name: value for name, value in signing_in.items() if value is not None},
    }


def _interval(hours: Hours) -> dict[str, Any]:
    return {
        "weekdays": [hours.days],
        "times": [{"start_time": hours.start, "end_time": hours.end}],
        "location": hours.time_zone,
    }
