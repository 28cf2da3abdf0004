"""Frozen values; names of channels and hours refer to what exists, which `reading` checks."""

from collections.abc import Mapping
from dataclasses import dataclass

from reliability.slo.model import Service, Severity


@dataclass(frozen=True, slots=True)
class Webhook:
    """Alertmanager's own JSON, with a bearer token out of a file when one is named."""

    url: str
    credentials_file: str | None = None


@dataclass(frozen=True, slots=True)
class Chat:
    """A room behind an incoming webhook as Slack has it; Mattermost and Rocket.Chat understand the same."""

    url_file: str
    room: str


@dataclass(frozen=True, slots=True)
class Mail:
    to: str


Channel = Webhook | Chat | Mail


@dataclass(frozen=True, slots=True)
class MailServer:
    """Without a user nobody signs in."""

    address: str
    sender: str
    user: str | None = None
    password_file: str | None = None
    encrypted: bool = False


@dataclass(frozen=True, slots=True)
class Hours:
    """Alertmanager's times of the week: `days` is `monday:friday`, times are `09:00` in `time_zone`."""

    days: str
    start: str
    end: str
    time_zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Where alerts of one severity go. What is empty fits all."""

    severity: Severity
    channels: tuple[str, ...]
    tiers: tuple[int, ...] = ()
    services: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    environment: str | None = None
    hours: str | None = None
    """Outside of them nobody is told; who still fires when they begin is."""

    def fits(self, service: Service) -> bool:
        return (
            (not self.tiers or service.tier in self.tiers)
            and (not self.services or service.name in self.services)
            and (not self.owners or service.owner in self.owners)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One installation."""

    runbooks: str
    """The address below which each alert's page stands."""
    channels: Mapping[str, Channel]
    routing: tuple[Route, ...]
    otherwise: tuple[str, ...]
    heartbeat: tuple[str, ...]
    hours: Mapping[str, Hours]
    mail_server: MailServer | None = None
    dashboards: str = ""
    """The address below which each service's dashboard stands; empty: alerts link to none."""
    reports: str = ""
    """The address below which the error budget reports stand, as `service/slo`; empty: dashboards link to none."""

    def routes_of(self, service: Service) -> tuple[Route, ...]:
        """Return the routes of its alerts: of two that fit an alert the first holds, and the other is left out."""
        kept: list[Route] = []
        for route in self.routing:
            hidden = any(
                earlier.severity is route.severity and earlier.environment in {None, route.environment}
                for earlier in kept
            )
            if route.fits(service) and not hidden:
                kept.append(route)
        return tuple(kept)

    def route_of(self, service: Service, severity: Severity, environment: str | None) -> Route | None:
        """Return the one that such an alert takes."""
        return next(
            (
                route
                for route in self.routes_of(service)
                if route.severity is severity and route.environment in {None, environment}
            ),
            None,
        )

    @property
    def environments(self) -> tuple[str | None, ...]:
        """Those that routes tell apart, and None for every other."""
        return (*sorted({route.environment for route in self.routing if route.environment}), None)
