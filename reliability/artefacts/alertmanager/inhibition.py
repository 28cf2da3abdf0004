"""What silences what: a page the tickets of the same objective, and a dependency that is down those who need it."""

from collections.abc import Iterator
from typing import Any, Final

from reliability.artefacts.alertmanager.matchers import equals, one_of, present
from reliability.artefacts.site import Site
from reliability.conventions import AlertKind, SloLabel
from reliability.errors import SpecificationError
from reliability.slo.model import IndicatorKind, Service, Severity, Slo

UP: Final = "up"
"""The name of an SLO about minutes in which a server answers at all, after Prometheus' own series."""


def inhibit_rules(services: tuple[Service, ...], site: Site) -> list[dict[str, Any]]:
    """Raise SpecificationError where services would silence one another, or one more people than hear of the cause."""
    _check_no_circle(services)
    return [_page_silences_ticket(services), *_dependencies_silence_dependants(services, site)]


def _page_silences_ticket(services: tuple[Service, ...]) -> dict[str, Any]:
    """Groups are told apart by their labels; those that an SLO does not have are equal by being absent."""
    groups = sorted({label for service in services for slo in service.slos for label in slo.group_by})
    return {
        "source_matchers": [equals(SloLabel.SEVERITY, Severity.PAGE), present(SloLabel.ID)],
        "target_matchers": [equals(SloLabel.SEVERITY, Severity.TICKET), present(SloLabel.ID)],
        "equal": [str(SloLabel.ENVIRONMENT), str(SloLabel.ID), *groups],
    }


def _dependencies_silence_dependants(services: tuple[Service, ...], site: Site) -> Iterator[dict[str, Any]]:
    """Down means that availability pages, or `up`: that a dependency is slow must not hide what else fails."""
    by_name = {service.name: service for service in services}
    for name, dependency in by_name.items():
        dependants = [service for service in services if name in service.depends_on]
        down = [slo.identifier for slo in dependency.slos if _says_down(slo)]
        if not dependants or not down:
            continue
        for dependant in dependants:
            _check_heard(dependency, dependant, site)
        yield {
            "source_matchers": [equals(SloLabel.SEVERITY, Severity.PAGE), one_of(SloLabel.ID, down)],
            "target_matchers": [
                equals(SloLabel.ALERT_KIND, AlertKind.BURN_RATE),
                one_of(SloLabel.SERVICE, (service.name for service in dependants)),
            ],
            "equal": [str(SloLabel.ENVIRONMENT)],
        }


def _says_down(slo: Slo) -> bool:
    return slo.indicator.kind is IndicatorKind.AVAILABILITY or slo.name == UP


def _check_heard(dependency: Service, dependant: Service, site: Site) -> None:
    """Whoever would have heard of the dependant hears of what silenced it, and at every hour."""
    for environment in site.environments:
        cause = site.route_of(dependency, Severity.PAGE, environment)
        silenced = site.route_of(dependant, Severity.PAGE, environment)
        if cause is None or silenced is None:
            continue
        unheard = set(silenced.channels) - set(cause.channels)
        if unheard or (cause.hours and cause.hours != silenced.hours):
            raise SpecificationError(
                f"pages of {dependency.name} silence those of {dependant.name}, which depends on it, but "
                f"{'are not told to ' + ', '.join(sorted(unheard)) if unheard else 'are told in ' + str(cause.hours)}. "
                f"Route pages of {dependency.name} to the channels of {dependant.name}'s, or remove the dependency."
            )


def _check_no_circle(services: tuple[Service, ...]) -> None:
    """Raise SpecificationError: in a circle each is silenced by the next, and nobody hears of any."""
    needs = {service.name: service.depends_on for service in services}
    for start, first in needs.items():
        reached: set[str] = set()
        pending = list(first)
        while pending:
            name = pending.pop()
            if name == start:
                circle = ", ".join(sorted({start, *reached}))
                raise SpecificationError(
                    f"{start} depends on itself, among {circle}: their alerts would silence one another. "
                    f"Remove one of these from depends_on."
                )
            if name not in reached:
                reached.add(name)
                pending += needs.get(name, ())
